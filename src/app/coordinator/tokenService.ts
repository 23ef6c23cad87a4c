import type { ClientAccess, CoordinatorService } from '../ports/coordinatorService.ts';
import type { Coordinator } from './coordinator.ts';
import { EntryNotices } from './entryNotices.ts';
import type { Principal } from './principal.ts';

/** Secrets of principals and their fingerprints, from outside. */
export interface TokenSource {
  /** The token of the principal with this name: the same for every leader of the swarm, and not to be guessed. */
  tokenOf(name: string): string;
  /** What may be written down instead of the token. */
  fingerprint(token: string): string;
}

/** Principals without the token that they will show. */
export type Grant =
  | { readonly kind: 'session'; readonly session: string; readonly runner?: true }
  | { readonly kind: 'integrator' }
  | { readonly kind: 'person'; readonly name: string };

/** Knows the token of every principal of the swarm, and turns a shown token into that principal's access. */
export class TokenService implements CoordinatorService {
  readonly #coordinator: Coordinator;
  readonly #tokens: TokenSource;
  readonly #principals = new Map<string, Principal>();
  readonly #notices = new EntryNotices();

  constructor(coordinator: Coordinator, tokens: TokenSource) {
    this.#coordinator = coordinator;
    this.#tokens = tokens;
  }

  /** Lets the principal in by its token, or by one that was made for it elsewhere; gives the token. */
  grant(grant: Grant, token = this.#tokens.tokenOf(nameOf(grant))): string {
    const fingerprint = this.#tokens.fingerprint(token);
    this.#principals.set(fingerprint, { ...grant, token: fingerprint });
    return token;
  }

  authenticate(token: string): ClientAccess | undefined {
    // Looked up by fingerprint: how long the look-up takes says nothing about the token.
    const principal = this.#principals.get(this.#tokens.fingerprint(token));
    if (!principal) return undefined;
    return {
      name: nameOf(principal),
      handle: (request, asked) => this.#coordinator.handle(request, { principal, ...asked }),
      subscribe: (from, subscriber) =>
        this.#coordinator.feed.follow(from, readsLedger(principal) ? subscriber : this.#notices.for(subscriber)),
      watch: (watcher) => this.#coordinator.watchers.add(watcher),
    };
  }
}

/** Whether entries are given with what they say; others hear only that there is one. */
function readsLedger({ kind }: Principal): boolean {
  return kind === 'person';
}

function nameOf(grant: Grant): string {
  switch (grant.kind) {
    case 'session':
      return `${grant.runner ? 'runner' : 'session'}/${grant.session}`;
    case 'integrator':
      return 'integrator';
    case 'person':
      return 'person';
  }
}

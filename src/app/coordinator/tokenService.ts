import type { ClientAccess, CoordinatorService } from '../ports/coordinatorService.ts';
import type { Coordinator } from './coordinator.ts';
import type { Principal } from './principal.ts';

/** Random secrets and their fingerprints, from outside. */
export interface TokenSource {
  /** A secret of at least 128 bits. */
  create(): string;
  /** What may be written down instead of the token. */
  fingerprint(token: string): string;
}

/** Principals without the token that they will show. */
export type Grant =
  | { readonly kind: 'session'; readonly session: string }
  | { readonly kind: 'integrator' }
  | { readonly kind: 'person'; readonly name: string };

/** Gives out tokens, each for one principal, and turns a shown token into that principal's access. Tokens live as long as the process. */
export class TokenService implements CoordinatorService {
  readonly #coordinator: Coordinator;
  readonly #tokens: TokenSource;
  readonly #principals = new Map<string, Principal>();

  constructor(coordinator: Coordinator, tokens: TokenSource) {
    this.#coordinator = coordinator;
    this.#tokens = tokens;
  }

  grant(grant: Grant): string {
    const token = this.#tokens.create();
    this.#principals.set(this.#tokens.fingerprint(token), { ...grant, token: this.#tokens.fingerprint(token) });
    return token;
  }

  authenticate(token: string): ClientAccess | undefined {
    // Looked up by fingerprint: how long the look-up takes says nothing about the token.
    const principal = this.#principals.get(this.#tokens.fingerprint(token));
    if (!principal) return undefined;
    return {
      handle: (request, asked) => this.#coordinator.handle(request, { principal, ...asked }),
      subscribe: (from, listener) => this.#coordinator.subscribe(from, (sealed) => listener(sealed.body)),
    };
  }
}

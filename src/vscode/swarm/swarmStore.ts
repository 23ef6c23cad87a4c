import { toDisposable, type Disposable } from '../../base/disposable.ts';
import { Emitter } from '../../base/emitter.ts';
import type { SwarmLeader } from '../../protocol/swarmLeader.ts';
import type { SwarmSnapshot } from '../../protocol/swarmSnapshot.ts';

/** Where this window stands with its swarm. After the end the last snapshot stays readable. */
export type SwarmStatus =
  | { readonly kind: 'idle' }
  | { readonly kind: 'launching'; readonly folder: string }
  | { readonly kind: 'live'; readonly folder: string; readonly leader: SwarmLeader; readonly snapshot: SwarmSnapshot }
  | { readonly kind: 'ended'; readonly folder: string; readonly snapshot: SwarmSnapshot };

/** The one swarm of this window, for everything that draws it. Listeners are told after each change. */
export class SwarmStore implements Disposable {
  readonly #changed = new Emitter<SwarmStatus>();
  #status: SwarmStatus = { kind: 'idle' };
  #listening: Disposable = toDisposable(() => undefined);

  readonly onDidChange = this.#changed.event;

  get status(): SwarmStatus {
    return this.#status;
  }

  get snapshot(): SwarmSnapshot | undefined {
    const status = this.#status;
    return status.kind === 'live' || status.kind === 'ended' ? status.snapshot : undefined;
  }

  get leader(): SwarmLeader | undefined {
    return this.#status.kind === 'live' ? this.#status.leader : undefined;
  }

  /** Absolute path of the folder that holds the swarm's documents. */
  get folder(): string | undefined {
    return this.#status.kind === 'idle' ? undefined : this.#status.folder;
  }

  launching(folder: string): void {
    this.#set({ kind: 'launching', folder });
  }

  /** Shows `leader` from now on; the store does not own it. */
  attach(folder: string, leader: SwarmLeader): void {
    this.#listening.dispose();
    this.#listening = leader.onSnapshot((snapshot) => this.#set({ kind: 'live', folder, leader, snapshot }));
    this.#set({ kind: 'live', folder, leader, snapshot: leader.snapshot() });
  }

  /** Shows how a swarm that nobody leads was left. */
  recall(folder: string, snapshot: SwarmSnapshot): void {
    this.#listening.dispose();
    this.#set({ kind: 'ended', folder, snapshot });
  }

  /** Stops listening; what was last seen stays. */
  detach(): void {
    this.#listening.dispose();
    const status = this.#status;
    if (status.kind === 'live') this.#set({ kind: 'ended', folder: status.folder, snapshot: status.snapshot });
    else if (status.kind === 'launching') this.#set({ kind: 'idle' });
  }

  #set(status: SwarmStatus): void {
    this.#status = status;
    this.#changed.fire(status);
  }

  dispose(): void {
    this.#listening.dispose();
    this.#changed.dispose();
  }
}

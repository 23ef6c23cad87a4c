import type { Disposable } from '../../base/disposable.ts';
import { Emitter } from '../../base/emitter.ts';
import { taskStandings, type TaskStandingView } from '../../protocol/taskStandings.ts';
import type { SwarmSnapshot } from '../../protocol/swarmSnapshot.ts';
import type { SwarmStore } from '../swarm/swarmStore.ts';

type Standings = ReadonlyMap<string, TaskStandingView>;

/** How the tasks of this window's swarm stand, for the documents of its folder. */
export class LiveView implements Disposable {
  readonly #store: SwarmStore;
  readonly #changed = new Emitter<void>();
  readonly #listening: Disposable;
  #known: { readonly snapshot: SwarmSnapshot; readonly standings: Standings } | undefined;
  #said = '';

  /** Fires when a task stands otherwise than before; many snapshots change none. */
  readonly onDidChange = this.#changed.event;

  constructor(store: SwarmStore) {
    this.#store = store;
    this.#listening = store.onDidChange(() => this.#compare());
  }

  /** The tasks by id in lower case; undefined for a folder whose swarm is not the window's. */
  of(root: string): Standings | undefined {
    const { folder, snapshot } = this.#store;
    // A root is the path of a uri: on Windows it has a slash before the drive.
    if (!snapshot || folder === undefined || !isSameFolder(root, folder)) return undefined;
    if (this.#known?.snapshot !== snapshot) this.#known = { snapshot, standings: taskStandings(snapshot) };
    return this.#known.standings;
  }

  #compare(): void {
    const { folder } = this.#store;
    const standings = folder === undefined ? undefined : this.of(folder);
    const said = JSON.stringify([...(standings ?? [])].map(([id, { status, owner, why }]) => [id, status, owner, why]));
    if (said === this.#said) return;
    this.#said = said;
    this.#changed.fire();
  }

  dispose(): void {
    this.#listening.dispose();
    this.#changed.dispose();
  }
}

function isSameFolder(root: string, folder: string): boolean {
  return plainPath(root) === plainPath(folder);
}

function plainPath(path: string): string {
  const slashes = path.replaceAll('\\', '/').replace(/\/$/, '');
  return /^\/?[A-Za-z]:/.test(slashes) ? slashes.replace(/^\//, '').toLowerCase() : slashes;
}

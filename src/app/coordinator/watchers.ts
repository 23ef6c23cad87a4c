import { toDisposable, type Disposable } from '../../base/disposable.ts';
import type { Clock } from '../ports/clock.ts';
import type { Watcher } from '../ports/coordinatorService.ts';
import { watchCoordinator, type Watched, type Watching } from './watchCoordinator.ts';

/** Everybody who watches a swarm. */
export class Watchers {
  readonly #watched: Watched;
  readonly #clock: Clock;
  readonly #watching = new Set<Watching>();

  constructor(watched: Watched, clock: Clock) {
    this.#watched = watched;
    this.#clock = clock;
  }

  get count(): number {
    return this.#watching.size;
  }

  /** Shows the swarm to a watcher until disposed. */
  add(watcher: Watcher): Disposable {
    const watching = watchCoordinator(this.#watched, this.#clock, watcher);
    this.#watching.add(watching);
    return toDisposable(() => {
      this.#watching.delete(watching);
      watching.dispose();
    });
  }

  /** Shows everybody the last state at once: for a leader that is about to go. */
  flush(): void {
    for (const watching of this.#watching) watching.flush();
  }
}

import { DisposableStore, type Disposable } from '../../base/disposable.ts';
import type { Clock } from '../ports/clock.ts';
import type { Watcher } from '../ports/coordinatorService.ts';
import type { Event } from '../../base/emitter.ts';
import type { OutputChunk, SwarmSnapshot } from '../../protocol/swarmSnapshot.ts';

const snapshotEveryMs = 50;

/** What can be watched. */
export interface Watched {
  readonly onChange: Event<void>;
  readonly onOutput: Event<OutputChunk>;
  snapshot(): SwarmSnapshot;
}

/** A watcher's end of it. */
export interface Watching extends Disposable {
  /** Shows at once what was held back for the rate's sake. */
  flush(): void;
}

/**
 * Shows a swarm to a watcher: a whole snapshot now and after changes, at a bounded rate (the first change is told at once, those
 * that come right after it together), and all output.
 */
export function watchCoordinator(coordinator: Watched, clock: Clock, watcher: Watcher): Watching {
  const owned = new DisposableStore();
  let resting: Disposable | undefined;
  let changed = false;
  const tell = (): void => {
    changed = false;
    resting = clock.after(snapshotEveryMs, () => {
      resting = undefined;
      if (changed) tell();
    });
    watcher.onSnapshot(coordinator.snapshot());
  };
  owned.add({ dispose: () => resting?.dispose() });
  owned.add(
    coordinator.onChange(() => {
      changed = true;
      if (!resting) tell();
    }),
  );
  owned.add(coordinator.onOutput((chunk) => watcher.onOutput(chunk)));
  tell();
  return {
    flush: () => {
      if (changed) tell();
    },
    dispose: () => owned.dispose(),
  };
}

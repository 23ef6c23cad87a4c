import { join } from 'node:path';
import { acquireProcessLock } from '../adapters/sqlite/processLock.ts';
import { systemClock } from '../adapters/system/systemClock.ts';
import type { Coordinator } from '../app/coordinator/coordinator.ts';
import { pause } from '../app/runner/pause.ts';

const waitMs = 15_000;
const retryMs = 50;

/**
 * Ends the agent host of an earlier leader that this process was faster than: it is told so as soon as it connects. Resolves when there is none; throws
 * when it does not go.
 */
export async function endEarlierHost(coordinator: Coordinator, stateFolder: string): Promise<void> {
  const file = join(stateFolder, 'host.lock');
  const never = new AbortController().signal;
  for (let waited = 0; waited < waitMs; waited += retryMs) {
    const lock = acquireProcessLock(file);
    if (lock) {
      lock.release();
      coordinator.ending.dismissHost(false);
      return;
    }
    coordinator.ending.dismissHost(true);
    await pause(systemClock, retryMs, never);
  }
  throw new Error(
    `The agents of an earlier run of this swarm do not end (${file} is held). End them, then launch again.`,
  );
}

import { setTimeout as delay } from 'node:timers/promises';
import { GitError } from './gitError.ts';

/** Runs what is given to it one after the other, in order; a failure does not stop the next. */
export type Mutex = <T>(run: () => Promise<T>) => Promise<T>;

/** A lock among processes, which ends with the process that holds it; undefined while another one does. */
export interface SharedLock {
  acquire(): { release(): void } | undefined;
}

/** Adding a worktree takes moments; whoever holds the lock for this long hangs. */
const longestWaitMs = 5 * 60_000;
const retryMs = 20;

/** A mutex within this process, and with `shared` among all that share the lock. */
export function createMutex(shared?: SharedLock): Mutex {
  let last: Promise<unknown> = Promise.resolve();
  return (run) => {
    const alone = shared ? () => withLock(shared, run) : run;
    const next = last.then(alone, alone);
    last = next.then(
      () => undefined,
      () => undefined,
    );
    return next;
  };
}

async function withLock<T>(shared: SharedLock, run: () => Promise<T>): Promise<T> {
  const until = Date.now() + longestWaitMs;
  for (;;) {
    const held = shared.acquire();
    if (held) {
      try {
        return await run();
      } finally {
        held.release();
      }
    }
    if (Date.now() > until) {
      throw new GitError(
        'locked',
        'Another process has been adding or removing a worktree for five minutes. End it, then try again.',
      );
    }
    await delay(Math.random() * retryMs);
  }
}

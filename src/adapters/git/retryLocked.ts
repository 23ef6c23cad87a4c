import { rm, stat } from 'node:fs/promises';
import { isAbsolute, join, relative } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { GitError, lockedPath } from './gitError.ts';

/** Together about 8 s: longer than any git holds a lock of ours, short enough for a person who waits. */
const attempts = 40;
const longestDelayMs = 250;
/** A lock of ours that is older than this was left by a killed git: ours are held for milliseconds. */
const staleMs = 5_000;

interface LockScope {
  readonly cwd: string;
  readonly ownLocks?: readonly string[];
}

/** Repeats `run` while another git process holds a lock; removes a stale lock below `ownLocks`, never anyone else's. */
export async function retryLocked<T>(scope: LockScope, run: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await run();
    } catch (error) {
      const taken = error instanceof GitError ? takenLock(error) : undefined;
      if (taken === undefined || attempt === attempts) throw error;
      if (!(await removeStale(scope, taken))) await delay(Math.random() * Math.min(longestDelayMs, 20 * attempt));
    }
  }
}

function takenLock(error: GitError): string | undefined {
  return error.code === 'locked' && error.cause instanceof Error ? lockedPath(error.cause.message) : undefined;
}

async function removeStale(scope: LockScope, lock: string): Promise<boolean> {
  const path = isAbsolute(lock) ? lock : join(scope.cwd, lock);
  if (!scope.ownLocks?.some((folder) => isBelow(folder, path))) return false;
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (!found || Date.now() - found.mtimeMs < staleMs) return false;
  await rm(path, { force: true });
  return true;
}

/** Whether `path` is `folder` itself or lies in it. */
function isBelow(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === '' || (!way.startsWith('..') && !isAbsolute(way));
}

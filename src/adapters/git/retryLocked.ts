import { rm, stat } from 'node:fs/promises';
import { isAbsolute, join, relative } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { GitError, isHalfMade, lockedPath } from './gitError.ts';

/** Together about 8 s: longer than any git holds a lock of ours, short enough for a person who waits. */
const attempts = 40;
const longestDelayMs = 250;
/** A lock of ours that is older than this was left by a killed git: ours are held for milliseconds. */
const staleMs = 5_000;

interface LockScope {
  readonly cwd: string;
  readonly ownLocks?: readonly string[];
}

/** Repeats `run` while another git process holds a lock or is at work on a worktree; removes a stale lock below `ownLocks`, never anyone else's. */
export async function retryLocked<T>(scope: LockScope, run: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await run();
    } catch (error) {
      const trouble = lockTrouble(error);
      if (trouble === undefined || attempt === attempts) throw error;
      const taken = lockedPath(trouble);
      if (taken === undefined || !(await removeStale(scope, taken)))
        await delay(Math.random() * Math.min(longestDelayMs, 20 * attempt));
    }
  }
}

/** What git said when another git process was in its way; undefined when that was not the trouble. */
function lockTrouble(error: unknown): string | undefined {
  if (!(error instanceof GitError) || error.code !== 'locked' || !(error.cause instanceof Error)) return undefined;
  const { message } = error.cause;
  return lockedPath(message) !== undefined || isHalfMade(message) ? message : undefined;
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

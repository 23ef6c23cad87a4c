import { join } from 'node:path';
import { listIdle, removeIdle, type IdleWorktree } from '../../adapters/git/idleWorktrees.ts';
import { measureFolder } from '../../adapters/places/diskUse.ts';
import { acquireProcessLock } from '../../adapters/sqlite/processLock.ts';
import { formatTable } from '../../app/report/formatStatus.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { LeaderProblem } from '../../protocol/swarmLeader.ts';
import { worktreeLock } from '../agentTools.ts';
import { sizeOf } from '../diskReport.ts';

/** What became of one worktree, or would. */
export interface CleanedWorktree extends IdleWorktree {
  readonly bytes: number;
  readonly removed: boolean;
}

/**
 * Removes the worktrees of a swarm that nobody runs, with whatever git ignores in them, but for those that hold uncommitted or unmerged work; with
 * `dryRun` only says which. A problem while somebody runs the swarm.
 */
export async function cleanWorktrees(
  repository: string,
  branch: string,
  dryRun: boolean,
): Promise<Result<readonly CleanedWorktree[], LeaderProblem>> {
  const stateFolder = join(repository, '.s2');
  const locks = ['leader.lock', 'host.lock'].map((name) => acquireProcessLock(join(stateFolder, name)));
  try {
    if (locks.includes(undefined)) return err({ code: 'already-led', message: running });
    const place = { folder: repository, stateFolder, lock: worktreeLock(stateFolder) };
    const idle = await listIdle(place, branch);
    const { signal } = new AbortController();
    const measured = await Promise.all(
      idle.map(async (worktree) => ({ ...worktree, bytes: (await measureFolder(worktree.path, signal)).bytes })),
    );
    const goes = measured.filter(({ kept }) => kept === undefined);
    const gone = new Set((dryRun ? [] : await removeIdle(place, branch, goes)).map(({ name }) => name));
    return ok(measured.map((worktree) => ({ ...worktree, removed: gone.has(worktree.name) })));
  } finally {
    for (const lock of locks) lock?.release();
  }
}

const running = 'The swarm is running, and its worktrees are in use. Stop it, then clean them.';

/** The worktrees in lines. */
export function describeWorktrees(worktrees: readonly CleanedWorktree[], dryRun: boolean): string {
  if (worktrees.length === 0) return 'There are no worktrees.';
  const rows = worktrees.map(({ name, bytes, kept, removed }) => [
    name,
    sizeOf(bytes),
    kept ?? 'all its work is merged',
    removed ? 'removed' : kept === undefined && dryRun ? 'would be removed' : 'stays',
  ]);
  return formatTable(rows).join('\n');
}

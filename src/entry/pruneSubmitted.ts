import { listMergedSubmissions, removeRefs } from '../adapters/git/savedRefs.ts';
import { GitError } from '../adapters/git/gitError.ts';
import type { Log } from '../base/log.ts';
import { toSafeName } from '../domain/agent/refName.ts';
import type { SwarmState } from '../domain/task/swarmState.ts';

/**
 * Removes the refs that kept submitted commits of tasks that are completed and whose commit the integration branch holds:
 * they keep nothing any more. Resolves to how many there were.
 */
export async function pruneSubmitted(repository: string, state: SwarmState): Promise<number> {
  const completed = new Set<string>();
  for (const { spec, progress } of state.tasks.values())
    if (progress.stage === 'completed') completed.add(toSafeName(spec.id));
  if (completed.size === 0) return 0;
  const merged = await listMergedSubmissions(repository, state.integrationBranch);
  const done = merged.filter(({ task }) => completed.has(task));
  await removeRefs(repository, done);
  return done.length;
}

/** The same at the end of a run: what could not be removed is removed at the end of the next one. */
export async function pruneAtEnd(repository: string, state: SwarmState, log: Log): Promise<void> {
  try {
    await pruneSubmitted(repository, state);
  } catch (cause) {
    if (!(cause instanceof GitError)) throw cause;
    log.warn(`Marks of merged work below refs/s2/submitted could not be removed: ${cause.message}`);
  }
}

import type { Log } from '../../base/log.ts';
import type { CoordinatorClient } from '../../protocol/coordinatorClient.ts';
import { maxChangedFiles } from '../../protocol/radarView.ts';
import type { Workspace, Worktree } from '../ports/workspace.ts';
import type { ReportedClaim } from './reportAttempt.ts';

export interface ChangeTeller {
  readonly client: CoordinatorClient;
  readonly workspace: Pick<Workspace, 'changedFiles' | 'headOf'>;
  readonly integrationBranch: string;
  readonly log: Log;
}

/**
 * Tells which files a commit changes, once for each commit, so that others can be warned before it is merged. Nothing hangs on
 * it: what cannot be told is noted in the log.
 */
export async function sayChanged(
  teller: ChangeTeller,
  claim: ReportedClaim,
  made: { readonly worktree: Pick<Worktree, 'base'>; readonly commit: string },
): Promise<void> {
  const { client, workspace, integrationBranch, log } = teller;
  const { base } = made.worktree;
  const { task, epoch, session } = claim;
  try {
    const files = await workspace.changedFiles(base, made.commit);
    const head = await workspace.headOf(integrationBranch);
    const since = head === undefined || head === base ? [] : await workspace.changedFiles(base, head);
    const hashes = new Map(since.map(({ path, hash }) => [path, hash]));
    const merged = files.filter(({ path, hash }) => hashes.has(path) && hashes.get(path) !== hash);
    const changed = {
      files: files.slice(0, maxChangedFiles),
      merged: merged.slice(0, maxChangedFiles).map(({ path }) => path),
    };
    await client.request({ verb: 'heartbeat', session, claim: { task, epoch }, changed });
  } catch (error) {
    log.warn('What was changed could not be told.', { session, task, error: String(error) });
  }
}

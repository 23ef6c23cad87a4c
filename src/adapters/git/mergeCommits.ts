import type { CommitTrailers, MergeOutcome } from '../../app/ports/workspace.ts';
import { toBranchName } from '../../domain/agent/refName.ts';
import { join } from 'node:path';
import { freeBranch } from './freeBranch.ts';
import { GitError } from './gitError.ts';
import { resolveCommit, writeCommit, type Repository } from './repository.ts';

/** What is merged onto what. */
export interface MergePlan {
  readonly onto: string;
  readonly commit: string;
  readonly message: string;
  readonly trailers: CommitTrailers;
}

/** Merges two commits in git's object store; no branch, index or checkout takes part. */
export async function createMerge(repository: Repository, plan: MergePlan): Promise<MergeOutcome> {
  const { onto, commit, message, trailers } = plan;
  const merged = await mergeTrees(repository, onto, commit);
  if (!('tree' in merged)) return { merged: false, conflicts: merged.conflicts };
  const { tree } = merged;
  return {
    merged: true,
    tree,
    commit: await writeCommit(repository, { tree, parents: [onto, commit], message, trailers }),
  };
}

/** The tree that merging two commits gives, or the files that cannot be merged. */
export async function mergeTrees(
  repository: Repository,
  onto: string,
  commit: string,
): Promise<{ readonly tree: string } | { readonly conflicts: readonly string[] }> {
  const args = ['merge-tree', '--write-tree', '-z', '--name-only', '--no-messages', onto, commit] as const;
  const env = { ...(await repository.ownEnvironment()), GIT_DIR: repository.own, GIT_WORK_TREE: repository.root };
  const { code, stdout } = await repository.git({ cwd: repository.root, args, accept: [1], env });
  const [tree = '', ...files] = stdout.split('\0').filter((field) => field !== '');
  return code === 1 ? { conflicts: [...new Set(files)] } : { tree };
}

/** Moves a branch that nobody has checked out from one commit to the next; false when it is elsewhere by now. */
export async function advanceBranch(
  repository: Repository,
  name: string,
  move: { readonly from: string; readonly to: string },
): Promise<boolean> {
  const branch = toBranchName(name);
  await freeBranch(repository, branch);
  const ref = `refs/heads/${branch}`;
  try {
    await repository.git({
      cwd: repository.root,
      args: ['update-ref', ref, move.to, move.from],
      ownLocks: [join(repository.common, `${ref}.lock`)],
    });
    return true;
  } catch (error) {
    if (!(error instanceof GitError) || (await resolveCommit(repository, ref)) === move.from) throw error;
    return false;
  }
}

/** Makes the integration branch at the checkout's HEAD unless it exists. */
export async function prepareIntegration(repository: Repository, name: string): Promise<void> {
  const branch = toBranchName(name);
  await freeBranch(repository, branch);
  if ((await resolveCommit(repository, `refs/heads/${branch}`)) !== undefined) return;
  const head = await resolveCommit(repository, 'HEAD');
  if (head === undefined) {
    throw new GitError('no-commits', `${repository.root} has no commits. Commit once, then launch the swarm again.`);
  }
  const absent = '0'.repeat(head.length);
  await repository.git({ cwd: repository.root, args: ['update-ref', `refs/heads/${branch}`, head, absent] });
}

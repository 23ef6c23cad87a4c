import type { CommitRequest, Committed, Worktree } from '../../app/ports/workspace.ts';
import { matchPath } from '../../domain/agent/matchPath.ts';
import { join } from 'node:path';
import { GitError } from './gitError.ts';
import { lookAt } from './ownFolder.ts';
import { resolveCommit, treeOf, writeCommit, type Repository } from './repository.ts';
import { stageAll } from './saveWork.ts';
import { findWorktree, gitIn, type KnownWorktree } from './worktreeFolder.ts';

/**
 * Commits all that a worktree changed since its base on top of the session's branch, wherever an agent has left HEAD;
 * `unusable` when what it left can be no commit.
 */
export async function commitWork(
  repository: Repository,
  worktree: Worktree,
  message: string,
  { evenUnchanged = false, ...trailers }: CommitRequest,
): Promise<Committed> {
  const known = await findWorktree(repository, worktree.path);
  if (!known || (await lookAt(repository, worktree.path)) !== 'folder') {
    return { outcome: 'unusable', reason: 'removed or replaced the worktree that it had to work in' };
  }
  const tree = await stageUsable(repository, known, worktree.base);
  if (typeof tree !== 'string') return { outcome: 'unusable', reason: tree.message };
  if (!evenUnchanged && tree === (await treeOf(repository, worktree.base))) return { outcome: 'unchanged' };
  const ref = `refs/heads/${worktree.branch}`;
  const head = await resolveCommit(repository, ref);
  const commit = await writeCommit(repository, { tree, parents: [head ?? worktree.base], message, trailers });
  await repository.git({
    cwd: repository.root,
    args: ['update-ref', ref, commit, head ?? '0'.repeat(commit.length)],
    ownLocks: [join(repository.common, `${ref}.lock`)],
  });
  await gitIn(repository, known, ['symbolic-ref', 'HEAD', ref]);
  return { outcome: 'committed', commit };
}

/** What git refuses to stage is the agent's doing; that git is kept from working, by a lock or a full disk, is not. */
async function stageUsable(repository: Repository, known: KnownWorktree, base: string): Promise<string | GitError> {
  try {
    return await stageAll(repository, known, base);
  } catch (error) {
    if (error instanceof GitError && (error.code === 'failed' || error.code === 'worktree-gone')) return error;
    throw error;
  }
}

/** Which of the deliverables name no file in the commit. */
export async function missingFiles(
  repository: Repository,
  commit: string,
  files: readonly string[],
): Promise<readonly string[]> {
  if (files.length === 0) return [];
  const args = ['ls-tree', '-r', '-z', '--name-only', '--full-tree', '--end-of-options', commit] as const;
  const paths = (await repository.git({ cwd: repository.root, args })).stdout.split('\0').filter((path) => path !== '');
  return files.filter((file) => !paths.some((path) => matchPath(file, path)));
}

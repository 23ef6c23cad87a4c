import type { CommitTrailers, Worktree } from '../../app/ports/workspace.ts';
import { matchPath } from '../../domain/agent/matchPath.ts';
import { join } from 'node:path';
import { GitError } from './gitError.ts';
import { resolveCommit, treeOf, writeCommit, type Repository } from './repository.ts';
import { stageAll } from './saveWork.ts';
import { findWorktree, gitIn } from './worktreeFolder.ts';

/**
 * Commits all that a worktree changed since its base on top of the session's branch, wherever an agent has left HEAD;
 * undefined when its tree is that of its base.
 */
export async function commitWork(
  repository: Repository,
  worktree: Worktree,
  message: string,
  trailers: CommitTrailers,
): Promise<string | undefined> {
  const known = await findWorktree(repository, worktree.path);
  if (!known)
    throw new GitError('failed', `git no longer knows the worktree ${worktree.path}. The task has to begin again.`);
  const tree = await stageAll(repository, known, worktree.base);
  if (tree === (await treeOf(repository, worktree.base))) return undefined;
  const ref = `refs/heads/${worktree.branch}`;
  const head = await resolveCommit(repository, ref);
  const commit = await writeCommit(repository, { tree, parents: [head ?? worktree.base], message, trailers });
  await repository.git({
    cwd: repository.root,
    args: ['update-ref', ref, commit, head ?? '0'.repeat(commit.length)],
    ownLocks: [join(repository.common, `${ref}.lock`)],
  });
  await gitIn(repository, known, ['symbolic-ref', 'HEAD', ref]);
  return commit;
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

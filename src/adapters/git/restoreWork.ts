import type { Worktree } from '../../app/ports/workspace.ts';
import { GitError } from './gitError.ts';
import { resolveCommit, type Repository } from './repository.ts';
import { convertIn, findWorktree } from './worktreeFolder.ts';

const ownNames = /^refs\/s2\/(rescue|submitted)\/[^/\s]+\/\d+(-\d+)?$/;

/**
 * Puts saved work back into a session's clean worktree, as changes on top of where it stands now. `conflict`: what has been merged meanwhile does
 * not go together with it, and the worktree stays clean. Refuses a ref that the swarm has not written.
 */
export async function restoreWork(
  repository: Repository,
  worktree: Worktree,
  ref: string,
): Promise<'restored' | 'nothing' | 'conflict'> {
  const joined = await joinWork(repository, worktree, ref);
  if (joined === 'nothing') return joined;
  if (!joined.isClean) return 'conflict';
  await joined.checkOut();
  return 'restored';
}

/** The same, with both sides in the files that conflict and git's marks between them; `marked` when there are any. */
export async function restoreBothSides(
  repository: Repository,
  worktree: Worktree,
  ref: string,
): Promise<'restored' | 'nothing' | 'marked'> {
  const joined = await joinWork(repository, worktree, ref);
  if (joined === 'nothing') return joined;
  await joined.checkOut();
  return joined.isClean ? 'restored' : 'marked';
}

async function joinWork(
  repository: Repository,
  worktree: Worktree,
  ref: string,
): Promise<'nothing' | { readonly isClean: boolean; readonly checkOut: () => Promise<unknown> }> {
  if (!ownNames.test(ref)) throw new GitError('failed', `${ref} is not the name of saved work.`);
  const commit = await resolveCommit(repository, ref);
  if (commit === undefined) return 'nothing';
  const known = await findWorktree(repository, worktree.path);
  if (!known)
    throw new GitError('worktree-gone', `The worktree ${worktree.path} is gone. The task has to begin again.`);
  const args = ['merge-tree', '--write-tree', '-z', '--name-only', '--no-messages', worktree.base, commit] as const;
  const env = { ...(await repository.ownEnvironment()), GIT_DIR: repository.own, GIT_WORK_TREE: repository.root };
  const { code, stdout } = await repository.git({ cwd: repository.root, args, accept: [1], env });
  const [tree = ''] = stdout.split('\0');
  return { isClean: code === 0, checkOut: () => convertIn(repository, known, ['read-tree', '--reset', '-u', tree]) };
}

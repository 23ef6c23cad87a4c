import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { GitError } from './gitError.ts';
import { createMutex, type SharedLock } from './mutex.ts';
import { openRepository } from './openRepository.ts';
import { lookAt } from './ownFolder.ts';
import { resolveCommit, treeOf, type Repository } from './repository.ts';
import { stageAll } from './saveWork.ts';
import { dropWorktree, findWorktree, gitIn, putPointerRight } from './worktreeFolder.ts';
import { whenThere } from './whenThere.ts';

/** A session's worktree; `kept` says what only it has, and is absent when nothing would go with it. */
export interface IdleWorktree {
  readonly name: string;
  readonly path: string;
  readonly kept?: string;
}

/** The worktrees of a swarm that nobody runs, each with what would be lost with it. Only for whoever knows that nobody works in them. */
export async function listIdle(
  place: { readonly folder: string; readonly stateFolder: string; readonly lock: SharedLock },
  branch: string,
): Promise<readonly IdleWorktree[]> {
  const repository = await openRepository(place.folder, place.stateFolder, createMutex(place.lock));
  const names = (await whenThere(readdir(repository.worktrees))) ?? [];
  const found: IdleWorktree[] = [];
  for (const name of names.filter((entry) => !entry.startsWith('.')).sort()) {
    const path = join(repository.worktrees, name);
    const kept = await whatOnlyItHas(repository, path, branch);
    found.push({ name, path, ...(kept === undefined ? {} : { kept }) });
  }
  return found;
}

/** Removes worktrees; of each it is looked again, right before, whether something would be lost. Resolves to those that are gone. */
export async function removeIdle(
  place: { readonly folder: string; readonly stateFolder: string; readonly lock: SharedLock },
  branch: string,
  worktrees: readonly IdleWorktree[],
): Promise<readonly IdleWorktree[]> {
  const repository = await openRepository(place.folder, place.stateFolder, createMutex(place.lock));
  const gone: IdleWorktree[] = [];
  for (const worktree of worktrees) {
    if ((await whatOnlyItHas(repository, worktree.path, branch)) !== undefined) continue;
    await dropWorktree(repository, worktree.path);
    gone.push(worktree);
  }
  return gone;
}

async function whatOnlyItHas(repository: Repository, path: string, branch: string): Promise<string | undefined> {
  if ((await lookAt(repository, path)) !== 'folder') return 'no folder of the swarm';
  const worktree = await findWorktree(repository, path);
  if (!worktree) return 'git does not know it';
  try {
    await putPointerRight(worktree);
    const args = ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'] as const;
    const head = (await gitIn(repository, worktree, args, [1])).stdout.trim();
    if (head === '') return 'it has no commit';
    const tree = await stageAll(repository, worktree, head);
    if (tree !== (await treeOf(repository, head))) return 'uncommitted work';
    return (await isMerged(repository, head, branch)) ? undefined : 'commits that are not merged';
  } catch (error) {
    if (!(error instanceof GitError) || error.code !== 'failed') throw error;
    return 'a repository of its own';
  }
}

async function isMerged(repository: Repository, commit: string, branch: string): Promise<boolean> {
  const onto = await resolveCommit(repository, `refs/heads/${branch}`);
  if (onto === undefined) return false;
  const args = ['merge-base', '--is-ancestor', commit, onto] as const;
  return (await repository.git({ cwd: repository.root, args, accept: [1] })).code === 0;
}

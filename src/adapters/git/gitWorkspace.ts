import { randomUUID } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Log } from '../../base/log.ts';
import type { Workspace } from '../../app/ports/workspace.ts';
import { toBranchName } from '../../domain/agent/refName.ts';
import { changedFiles } from './changedFiles.ts';
import { commitWork, missingFiles } from './commitWork.ts';
import { lineOf } from './lineOf.ts';
import { lookAtBranch } from './foreignCommits.ts';
import { markedFiles, mergesTouching } from './conflictWork.ts';
import { GitError } from './gitError.ts';
import { advanceBranch, createMerge, prepareIntegration } from './mergeCommits.ts';
import { createMutex, type SharedLock } from './mutex.ts';
import { lookAt, requireOwnFolders } from './ownFolder.ts';
import { prepareSession } from './prepareSession.ts';
import { resumeSession } from './resumeSession.ts';
import { judgeCommit } from './readChange.ts';
import { openRepository } from './openRepository.ts';
import { resolveCommit, treeOf, type Repository } from './repository.ts';
import { restoreBothSides, restoreWork } from './restoreWork.ts';
import { saveUnfinished } from './saveUnfinished.ts';
import { keepSubmitted } from './saveWork.ts';
import { furnish, settle } from './setupState.ts';
import { requireOwnBranches } from './freeBranch.ts';
import { whenThere } from './whenThere.ts';
import { addWorktree, convertIn, dropWorktree } from './worktreeFolder.ts';

/** Where the workspace works. */
export interface GitWorkspaceOptions {
  /** A folder of the user's checkout. */
  readonly repository: string;
  /** The swarm's `.s2` folder. */
  readonly stateFolder: string;
  readonly log: Log;
  /** Shared by every process of the swarm; without it only this process is kept from its own way. */
  readonly lock?: SharedLock;
}

/** A workspace on a git repository. */
export interface GitWorkspace extends Workspace {
  /** Removes clean checkouts that a killed process left. Only for whoever knows that no other process of the swarm runs. */
  removeLeftovers(): Promise<void>;
}

const checkoutPrefix = '.verify-';

/** Opens the repository for sessions; rejects with a `GitError` when it is none or git is missing. */
export async function createGitWorkspace(options: GitWorkspaceOptions): Promise<GitWorkspace> {
  const repository = await openRepository(options.repository, options.stateFolder, createMutex(options.lock));
  return {
    prepareIntegration: (branch) => prepareIntegration(repository, branch),
    checkBranches: (branches) => requireOwnBranches(repository, branches.map(toBranchName)),
    prepareSession: (owner, branch, base, saveAs) => prepareSession(repository, { owner, branch, base, saveAs }),
    resumeSession: (owner, branch, saveAs) => resumeSession(repository, { owner, branch, saveAs }),
    furnish: (worktree, wanted, signal) => furnish(repository, worktree, wanted, signal),
    settle: (worktree, setup) => settle(repository, worktree, setup),
    restoreWork: (worktree, ref) => restoreWork(repository, worktree, ref),
    restoreBothSides: (worktree, ref) => restoreBothSides(repository, worktree, ref),
    mergesTouching: (onto, commit, files) => mergesTouching(repository, onto, commit, files),
    markedFiles: (commit, onto) => markedFiles(repository, commit, onto),
    saveUnfinished: (worktree, saveAs) => saveUnfinished(repository, worktree, saveAs),
    commitAll: (worktree, message, trailers) => commitWork(repository, worktree, message, trailers),
    keepSubmitted: (commit, task, epoch) => keepSubmitted(repository, commit, { task, epoch }),
    isIntact: async (path) => (await lookAt(repository, path)) === 'folder',
    missingFiles: (commit, files) => missingFiles(repository, commit, files),
    judgeChange: (from, to, limits) => judgeCommit(repository, from, to, limits),
    withCheckout: (commit, use) => withCheckout(repository, { commit, log: options.log }, use),
    treeOf: (commit) => treeOf(repository, commit),
    headOf: (branch) => resolveCommit(repository, `refs/heads/${toBranchName(branch)}`),
    changedFiles: (from, to) => changedFiles(repository, from, to),
    createMerge: (onto, commit, message, trailers) => createMerge(repository, { onto, commit, message, trailers }),
    lineOf: (from, head, most) => lineOf(repository, { from, head, most }),
    advance: (branch, from, to) => advanceBranch(repository, branch, { from, to }),
    lookAtBranch: (branch, from) => lookAtBranch(repository, branch, from),
    removeLeftovers: () => removeLeftovers(repository),
  };
}

async function withCheckout<T>(
  repository: Repository,
  request: { readonly commit: string; readonly log: Log },
  use: (path: string) => Promise<T>,
): Promise<T> {
  const path = join(repository.worktrees, `${checkoutPrefix}${process.pid}-${randomUUID().slice(0, 8)}`);
  const commit = await resolveCommit(repository, request.commit);
  if (commit === undefined) throw new GitError('failed', `There is no commit ${request.commit} in ${repository.root}.`);
  try {
    const checkout = await addWorktree(repository, path, commit);
    await convertIn(repository, checkout, ['read-tree', '--reset', '-u', commit]);
    return await use(path);
  } finally {
    // What was verified counts even if a command left files that cannot be deleted; the next start tries again.
    await dropWorktree(repository, path).catch((error: unknown) => {
      request.log.warn(`The clean checkout ${path} could not be removed.`, { error: String(error) });
    });
  }
}

async function removeLeftovers(repository: Repository): Promise<void> {
  await requireOwnFolders(repository);
  const names = (await whenThere(readdir(repository.worktrees))) ?? [];
  for (const name of names.filter((entry) => entry.startsWith(checkoutPrefix))) {
    await dropWorktree(repository, join(repository.worktrees, name));
  }
}

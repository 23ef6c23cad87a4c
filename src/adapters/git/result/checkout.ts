import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Result } from '../../../base/result.ts';
import { err, ok } from '../../../base/result.ts';
import type { MergeProblem } from '../../../protocol/resultMerge.ts';
import { madeRef } from '../freeBranch.ts';
import { createMutex } from '../mutex.ts';
import { openRepository } from '../openRepository.ts';
import { resolveCommit, type Repository } from '../repository.ts';
import type { GitAnswer, GitCall } from '../runGit.ts';

/** The checkout of a person, with what git keeps of it. */
export interface Checkout {
  readonly repository: Repository;
  /** Where its HEAD is. */
  readonly gitDir: string;
  readonly index: string;
}

/** Where a checkout stands: on a branch, at a commit. */
export interface Stand {
  readonly branch: string;
  readonly head: string;
}

/** Opens the checkout that `folder` lies in; rejects with a `GitError` when there is none. */
export async function openCheckout(folder: string, stateFolder: string): Promise<Checkout> {
  const repository = await openRepository(folder, stateFolder, createMutex());
  const args = ['rev-parse', '--path-format=absolute', '--absolute-git-dir', '--git-path', 'index'] as const;
  const [gitDir = '', index = ''] = (await repository.git({ cwd: repository.root, args })).stdout.split('\n');
  return { repository, gitDir, index };
}

/** Runs git on an index of the checkout, or a copy of it; no filter that the repository names is started. */
export async function onIndex(
  { repository, gitDir }: Checkout,
  index: string,
  call: Pick<GitCall, 'args' | 'accept' | 'input'> & { readonly tree?: string },
): Promise<GitAnswer> {
  const { tree = repository.root, ...rest } = call;
  const own = await repository.ownEnvironment();
  const env = { ...own, GIT_DIR: gitDir, GIT_WORK_TREE: tree, GIT_INDEX_FILE: index };
  return repository.git({ ...rest, cwd: repository.root, env });
}

export function problem(code: string, message: string, files: readonly string[] = []): MergeProblem {
  return { code, message, files: files.slice(0, 100) };
}

/** What git leaves there while something is under way, and the command that ends it. */
const underWay = [
  ['MERGE_HEAD', 'git merge --continue` or `git merge --abort'],
  ['CHERRY_PICK_HEAD', 'git cherry-pick --continue` or `git cherry-pick --abort'],
  ['REVERT_HEAD', 'git revert --continue` or `git revert --abort'],
  ['rebase-merge', 'git rebase --continue` or `git rebase --abort'],
  ['rebase-apply', 'git rebase --continue` or `git rebase --abort'],
  ['sequencer', 'git status'],
  ['BISECT_LOG', 'git bisect reset'],
] as const;

/** Looks where the checkout stands; a problem when nothing may be merged there, whatever it is. */
export async function standOf(checkout: Checkout, integration: string): Promise<Result<Stand, MergeProblem>> {
  const { repository, gitDir } = checkout;
  const { root: cwd, git } = repository;
  const ref = (await git({ cwd, args: ['symbolic-ref', '--quiet', 'HEAD'], accept: [1] })).stdout.trim();
  if (!ref.startsWith('refs/heads/'))
    return err(
      problem('detached', 'No branch is checked out (HEAD is detached). Check out the branch to merge into first.'),
    );
  const branch = ref.slice('refs/heads/'.length);
  const head = await resolveCommit(repository, ref);
  if (head === undefined)
    return err(problem('no-commits', `The branch ${branch} has no commit yet. Commit once, then try again.`));
  if (branch === integration || (await resolveCommit(repository, madeRef(branch))) !== undefined)
    return err(
      problem('swarm-branch', `${branch} is a branch of the swarm. Check out a branch of your own, then try again.`),
    );
  for (const [name, way] of underWay)
    if (existsSync(join(gitDir, name)))
      return err(problem('under-way', `git is in the middle of something in ${cwd}. End it with \`${way}\` first.`));
  return (await refuseShape(checkout, branch)) ?? ok({ branch, head });
}

/** Kinds of checkouts in which local edits cannot be told, or that are not alone on their branch. */
async function refuseShape({ repository }: Checkout, branch: string): Promise<Result<never, MergeProblem> | undefined> {
  const { root: cwd, git } = repository;
  const unmerged = (await git({ cwd, args: ['ls-files', '--unmerged', '-z'] })).stdout.split('\0').filter(Boolean);
  if (unmerged.length > 0) {
    const files = [...new Set(unmerged.map((line) => line.slice(line.indexOf('\t') + 1)))];
    return err(problem('unmerged', `There are conflicts to resolve first: ${files.slice(0, 10).join(', ')}.`, files));
  }
  const sparse = ['config', '--type=bool', '--get', 'core.sparseCheckout'] as const;
  if ((await git({ cwd, args: sparse, accept: [1] })).stdout.trim() === 'true')
    return err(
      problem('sparse', 'This checkout is sparse. Run `git sparse-checkout disable`, or merge with `git merge`.'),
    );
  const listed = await git({ cwd, args: ['worktree', 'list', '--porcelain', '-z'] });
  const uses = listed.stdout.split('\0').filter((field) => field === `branch refs/heads/${branch}`).length;
  if (uses > 1)
    return err(problem('branch-in-use', `${branch} is checked out in another worktree, too. Leave it there first.`));
  return undefined;
}

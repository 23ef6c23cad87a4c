import { mkdir, realpath, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { commitMessage, oneLine, type Trailer } from '../../domain/agent/commitMessage.ts';
import type { CommitTrailers } from '../../app/ports/workspace.ts';
import { GitError } from './gitError.ts';
import { createRunGit, type RunGit } from './runGit.ts';

/** A repository with the folders that a swarm keeps beside it. */
export interface Repository {
  /** Top of the user's checkout; only ever read. */
  readonly root: string;
  /** The `.git` folder that all worktrees share. */
  readonly common: string;
  readonly worktrees: string;
  /** Where a worktree's folder goes whose content no commit can hold. */
  readonly setAside: string;
  readonly git: RunGit;
}

/** Opens the repository that `folder` lies in and makes the swarm's folders below `stateFolder`, which git is told to ignore. */
export async function openRepository(folder: string, stateFolder: string): Promise<Repository> {
  await mkdir(stateFolder, { recursive: true });
  // Git stores real paths, and ours are compared with them.
  const state = await realpath(stateFolder);
  const [noHooks, worktrees] = [join(state, 'no-hooks'), join(state, 'worktrees')];
  await Promise.all([mkdir(noHooks, { recursive: true }), mkdir(worktrees, { recursive: true })]);
  await writeFile(join(state, '.gitignore'), '*\n');
  const git = createRunGit(noHooks);
  const args = ['rev-parse', '--path-format=absolute', '--git-common-dir', '--show-toplevel'] as const;
  const [common, root] = (await git({ cwd: folder, args })).stdout.split('\n');
  if (!common || !root)
    throw new GitError('not-a-repository', `${folder} has no checkout. Use a repository that is not bare.`);
  return { root, common, worktrees, setAside: join(state, 'rescued'), git };
}

/** Hash of what `name` is, peeled to a commit; undefined when there is no such commit. */
export async function resolveCommit(repository: Repository, name: string): Promise<string | undefined> {
  const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`] as const;
  const { code, stdout } = await repository.git({ cwd: repository.root, args, accept: [1] });
  return code === 0 ? stdout.trim() : undefined;
}

/** Tree of a commit; rejects when there is no such commit. */
export async function treeOf(repository: Repository, commit: string): Promise<string> {
  const args = ['rev-parse', '--verify', '--end-of-options', `${commit}^{tree}`] as const;
  return (await repository.git({ cwd: repository.root, args })).stdout.trim();
}

/** A commit to be made of a tree that git already has. */
export interface NewCommit {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly message: string;
  readonly trailers: CommitTrailers;
}

/** Writes a commit object; no branch moves. */
export async function writeCommit(repository: Repository, commit: NewCommit): Promise<string> {
  const { session, task, epoch, witness } = commit.trailers;
  const trailers: Trailer[] = [
    ['S2-Task', task],
    ['S2-Session', session],
    ['S2-Epoch', String(epoch)],
  ];
  if (witness !== undefined) trailers.push(['S2-Witness', witness]);
  const { stdout } = await repository.git({
    cwd: repository.root,
    args: ['commit-tree', commit.tree, ...commit.parents.flatMap((parent) => ['-p', parent]), '-F', '-'],
    input: commitMessage(commit.message, trailers),
    env: await identity(repository, session),
  });
  return stdout.trim();
}

/** Who commits: the person that the repository knows, or the swarm on behalf of the session. */
async function identity(repository: Repository, session: string): Promise<Record<string, string>> {
  const [name, email] = await Promise.all([configured(repository, 'user.name'), configured(repository, 'user.email')]);
  const known = name !== '' && email !== '';
  const author = oneLine(session).replace(/[<>]/g, '') || 'session';
  return {
    GIT_AUTHOR_NAME: known ? name : author,
    GIT_AUTHOR_EMAIL: known ? email : 's2-swarm@localhost',
    GIT_COMMITTER_NAME: known ? name : 'S2 Swarm',
    GIT_COMMITTER_EMAIL: known ? email : 's2-swarm@localhost',
  };
}

async function configured(repository: Repository, key: string): Promise<string> {
  const { stdout } = await repository.git({ cwd: repository.root, args: ['config', '--get', key], accept: [1] });
  return stdout.trim();
}

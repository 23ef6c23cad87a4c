import { commitMessage, oneLine, type Trailer } from '../../domain/agent/commitMessage.ts';
import type { CommitTrailers } from '../../app/ports/workspace.ts';
import type { Mutex } from './mutex.ts';
import type { OwnEnvironment } from './ownConfig.ts';
import type { RunGit } from './runGit.ts';

/** The folders that a swarm keeps beside a repository; real paths. */
export interface StateFolders {
  readonly state: string;
  readonly worktrees: string;
  /** Where a worktree's folder goes whose content no commit can hold. */
  readonly setAside: string;
  /** What stands in for `.git` where git converts content. */
  readonly own: string;
}

/** A repository with the folders that a swarm keeps beside it. */
export interface Repository extends StateFolders {
  /** Top of the user's checkout; only ever read. */
  readonly root: string;
  /** The `.git` folder that all worktrees share. */
  readonly common: string;
  readonly git: RunGit;
  /** For every command that turns files into content or back: it then starts no program that the repository names. */
  readonly ownEnvironment: () => Promise<OwnEnvironment>;
  /** For whatever adds or removes worktrees: git itself gets in its own way there. */
  readonly alone: Mutex;
}

/** Hash of what `name` is, peeled to a commit; undefined when there is no such commit. */
export async function resolveCommit(
  repository: Pick<Repository, 'root' | 'git'>,
  name: string,
): Promise<string | undefined> {
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
  const { session, agent, task, epoch, witness } = commit.trailers;
  const trailers: Trailer[] = [
    ['S2-Task', task],
    ['S2-Session', session],
    ...(agent === undefined ? [] : [['S2-Agent', agent] as const]),
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
export async function identity(repository: Repository, session: string): Promise<Record<string, string>> {
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

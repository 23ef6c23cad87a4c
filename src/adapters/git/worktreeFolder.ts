import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { GitError } from './gitError.ts';
import type { Repository } from './repository.ts';
import type { GitAnswer, GitCall } from './runGit.ts';

/** A worktree that git knows: its folder, and the folder in which git keeps its HEAD and index. */
export interface KnownWorktree {
  readonly path: string;
  readonly admin: string;
}

/** Finds what git knows of the worktree at `path`; the folder itself may be gone. */
export async function findWorktree(repository: Repository, path: string): Promise<KnownWorktree | undefined> {
  const admins = join(repository.common, 'worktrees');
  for (const name of await listFolder(admins)) {
    const admin = join(admins, name);
    const pointer = await readIfThere(join(admin, 'gitdir'));
    if (pointer?.trim() === join(path, '.git')) return { path, admin };
  }
  return undefined;
}

/**
 * Runs git on a worktree. Its place is given outright instead of looked for: an agent that deletes the `.git` file of its
 * worktree would otherwise have git find the user's checkout above it.
 */
export function gitIn(
  repository: Repository,
  worktree: KnownWorktree,
  args: GitCall['args'],
  accept: readonly number[] = [],
): Promise<GitAnswer> {
  return repository.git({
    cwd: worktree.path,
    args,
    accept,
    env: { GIT_DIR: worktree.admin, GIT_WORK_TREE: worktree.path },
    ownLocks: [worktree.admin],
  });
}

/** Adds a worktree without a branch at `commit`. */
export async function addWorktree(repository: Repository, path: string, commit: string): Promise<KnownWorktree> {
  const args = ['worktree', 'add', '--quiet', '--detach', '--force', path, commit] as const;
  await repository.git({ cwd: repository.root, args });
  const known = await findWorktree(repository, path);
  if (!known) throw new GitError('failed', `git added the worktree ${path} and then lost it. Try again.`);
  return known;
}

/** Removes a worktree and its folder with everything in it. */
export async function dropWorktree(repository: Repository, path: string): Promise<void> {
  await rm(path, { recursive: true, force: true, maxRetries: 5 });
  if (!(await findWorktree(repository, path))) return;
  const args = ['worktree', 'remove', '--force', '--force', path] as const;
  await repository.git({ cwd: repository.root, args });
}

/** Moves a folder out of the way, under a name that was free; resolves to where it is now. */
export async function setAside(repository: Repository, path: string): Promise<string> {
  await mkdir(repository.setAside, { recursive: true });
  let kept = join(repository.setAside, basename(path));
  for (let turn = 2; existsSync(kept); turn += 1) kept = join(repository.setAside, `${basename(path)}-${turn}`);
  await rename(path, kept);
  return kept;
}

/** Refuses when somebody has the branch checked out in a folder other than `ours`. */
export async function refuseBranchInUse(repository: Repository, branch: string, ours?: string): Promise<void> {
  const args = ['worktree', 'list', '--porcelain', '-z'] as const;
  const { stdout } = await repository.git({ cwd: repository.root, args });
  for (const entry of stdout.split('\0\0')) {
    const fields = entry.split('\0');
    const path = fields[0]?.replace(/^worktree /, '') ?? '';
    // A folder that is gone uses nothing: git only has not noticed yet.
    if (path === ours || !fields.includes(`branch refs/heads/${branch}`) || !existsSync(path)) continue;
    throw new GitError(
      'branch-in-use',
      `The branch ${branch} is checked out in ${path}. Check out another branch there, or name another one in swarm.yaml.`,
    );
  }
}

async function listFolder(path: string): Promise<readonly string[]> {
  return (await whenThere(readdir(path))) ?? [];
}

function readIfThere(path: string): Promise<string | undefined> {
  return whenThere(readFile(path, 'utf8'));
}

async function whenThere<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}

import { existsSync } from 'node:fs';
import { lstat, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { GitError } from './gitError.ts';
import { lookAt, requireOwnFolders } from './ownFolder.ts';
import type { Repository } from './repository.ts';
import type { GitAnswer, GitCall } from './runGit.ts';
import { whenThere } from './whenThere.ts';

/** A worktree that git knows: its folder, and the folder in which git keeps its HEAD and index. */
export interface KnownWorktree {
  readonly path: string;
  readonly admin: string;
}

/** Finds what git knows of the worktree at `path`; the folder itself may be gone. */
export async function findWorktree(repository: Repository, path: string): Promise<KnownWorktree | undefined> {
  const admins = join(repository.common, 'worktrees');
  for (const name of await listFolders(admins)) {
    const admin = join(admins, name);
    const pointer = await whenThere(readFile(join(admin, 'gitdir'), 'utf8'));
    if (pointer?.trim() === join(path, '.git')) return { path, admin };
  }
  return undefined;
}

/**
 * Runs git on a worktree. Its place is given outright instead of looked for: an agent that deletes the `.git` file of its
 * worktree would otherwise have git find the user's checkout above it. For the same reason a link in its place is refused
 * each time, right before git is started.
 */
export async function gitIn(
  repository: Repository,
  worktree: KnownWorktree,
  args: GitCall['args'],
  accept: readonly number[] = [],
): Promise<GitAnswer> {
  return runIn(repository, worktree, { args, accept });
}

/** Like `gitIn`, for commands that turn files into content or back: none of them starts a filter that the repository names. */
export async function convertIn(
  repository: Repository,
  worktree: KnownWorktree,
  args: GitCall['args'],
  input?: string,
): Promise<GitAnswer> {
  const given = input === undefined ? {} : { input };
  return runIn(repository, worktree, { args, ...given, env: await repository.ownEnvironment() });
}

async function runIn(
  repository: Repository,
  worktree: KnownWorktree,
  call: Pick<GitCall, 'args' | 'accept' | 'env' | 'input'>,
): Promise<GitAnswer> {
  if ((await lookAt(repository, worktree.path)) !== 'folder') {
    throw new GitError(
      'worktree-gone',
      `The worktree ${worktree.path} was removed or replaced. The task has to begin again.`,
    );
  }
  return repository.git({
    ...call,
    cwd: worktree.path,
    env: { ...call.env, GIT_DIR: worktree.admin, GIT_WORK_TREE: worktree.path },
    ownLocks: [worktree.admin],
  });
}

/**
 * Writes the `.git` file of a worktree anew when somebody has removed it or made it lead elsewhere: an agent's own git would then work in the checkout of
 * the user. Rejects with `failed` when it is a folder: a repository of somebody's own, with commits that nothing else may have.
 */
export async function putPointerRight({ path, admin }: KnownWorktree): Promise<void> {
  const file = join(path, '.git');
  const wanted = `gitdir: ${admin}\n`;
  const found = await whenThere(lstat(file));
  if (found?.isDirectory()) throw new GitError('failed', `${file} is a repository of its own.`);
  if (found?.isFile() && found.size === Buffer.byteLength(wanted) && (await readFile(file, 'utf8')) === wanted) return;
  await rm(file, { force: true });
  await writeFile(file, wanted, { flag: 'wx' });
}

/** Adds a worktree without a branch at `commit`; its files are still to be checked out, which need not be done alone. */
export async function addWorktree(repository: Repository, path: string, commit: string): Promise<KnownWorktree> {
  await requireOwnFolders(repository);
  const args = ['worktree', 'add', '--quiet', '--detach', '--force', '--no-checkout', path, commit] as const;
  await repository.alone(() => repository.git({ cwd: repository.root, args }));
  const known = await findWorktree(repository, path);
  if (!known) throw new GitError('failed', `git added the worktree ${path} and then lost it. Try again.`);
  return known;
}

/** Removes a worktree and its folder with everything in it; of a link in its place, the link alone. */
export async function dropWorktree(repository: Repository, path: string): Promise<void> {
  await requireOwnFolders(repository);
  await rm(path, { recursive: true, force: true, maxRetries: 5 });
  if (!(await findWorktree(repository, path))) return;
  const args = ['worktree', 'remove', '--force', '--force', path] as const;
  await repository.alone(() => repository.git({ cwd: repository.root, args }));
}

/** Moves a folder out of the way, under a name that was free; resolves to where it is now. */
export async function setAside(repository: Repository, path: string): Promise<string> {
  await requireOwnFolders(repository);
  await mkdir(repository.setAside, { recursive: true });
  let kept = join(repository.setAside, basename(path));
  for (let turn = 2; existsSync(kept); turn += 1) kept = join(repository.setAside, `${basename(path)}-${turn}`);
  await rename(path, kept);
  return kept;
}

/** Longer than git takes to write what it keeps of a worktree. */
const halfMadeMs = 5_000;

/**
 * Removes what a killed git had only begun to keep of a worktree: with an empty `commondir` there, every later git command of
 * the repository fails, those of the user included.
 */
export async function removeHalfMade(common: string): Promise<void> {
  const admins = join(common, 'worktrees');
  for (const name of await listFolders(admins)) {
    const found = await whenThere(stat(join(admins, name, 'commondir')));
    if (!found || found.size > 0 || Date.now() - found.mtimeMs < halfMadeMs) continue;
    await rm(join(admins, name), { recursive: true, force: true });
  }
}

/** Real folders only: what git keeps of a worktree is never behind a link. */
async function listFolders(path: string): Promise<readonly string[]> {
  const found = (await whenThere(readdir(path, { withFileTypes: true }))) ?? [];
  return found.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
}

import { createHash } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Furnished, Worktree } from '../../app/ports/workspace.ts';
import { isLockFile } from '../../domain/agent/lockFile.ts';
import { copyNamed, foldCase } from './copyNamed.ts';
import { GitError } from './gitError.ts';
import { treeOf, type Repository } from './repository.ts';
import { stageAll } from './saveWork.ts';
import { convertIn, findWorktree, gitIn, type KnownWorktree } from './worktreeFolder.ts';
import { whenThere } from './whenThere.ts';

const markFile = 's2-setup';

/** Copies named files into a worktree, and says whether its set-up has to run: see `Workspace.furnish`. */
export async function furnish(
  repository: Repository,
  { path }: Worktree,
  wanted: { readonly copy: readonly string[]; readonly setup?: string | undefined },
  signal: AbortSignal,
): Promise<Furnished> {
  const worktree = await requireKnown(repository, path);
  const files = await listTracked(repository, worktree);
  const tracked = new Set(files.map((file) => foldCase(file.path)));
  const { copied, left, digests } = await copyNamed(repository, worktree, wanted.copy, { tracked, signal });
  if (wanted.setup === undefined) return { copied, left, setup: null };
  const locks = files.filter((file) => isLockFile(file.path)).map((file) => `${file.path}\0${file.blob}`);
  const inputs = JSON.stringify([wanted.setup, locks.sort(), digests]);
  const digest = createHash('sha256').update(inputs).digest('hex');
  const mark = await whenThere(readFile(join(worktree.admin, markFile), 'utf8'));
  if (mark?.trim() === digest) return { copied, left, setup: null };
  // A set-up that was cut short must run again, whatever it is changed to in between.
  await rm(join(worktree.admin, markFile), { force: true });
  return { copied, left, setup: digest };
}

/** Remembers that the set-up has run, and puts back what it changed of the commit: see `Workspace.settle`. */
export async function settle(
  repository: Repository,
  { path, base }: Worktree,
  setup: string,
): Promise<readonly string[]> {
  const worktree = await requireKnown(repository, path);
  const tree = await stageAll(repository, worktree, base);
  let changed: readonly string[] = [];
  if (tree !== (await treeOf(repository, base))) {
    const args = ['diff-tree', '-r', '-z', '--no-renames', '--name-only', `${base}^{tree}`, tree] as const;
    const { stdout } = await repository.git({ cwd: repository.root, args });
    changed = stdout.split('\0').filter((name) => name !== '');
    await convertIn(repository, worktree, ['read-tree', '--reset', '-u', base]);
  }
  await writeFile(join(worktree.admin, markFile), `${setup}\n`);
  return changed;
}

async function requireKnown(repository: Repository, path: string): Promise<KnownWorktree> {
  const known = await findWorktree(repository, path);
  if (known) return known;
  throw new GitError('worktree-gone', `The worktree ${path} was removed or replaced. It is made again.`);
}

interface TrackedFile {
  readonly path: string;
  readonly blob: string;
}

async function listTracked(repository: Repository, worktree: KnownWorktree): Promise<readonly TrackedFile[]> {
  const { stdout } = await gitIn(repository, worktree, ['ls-files', '--stage', '-z']);
  return stdout.split('\0').flatMap((line) => {
    const tab = line.indexOf('\t');
    return tab < 0 ? [] : [{ path: line.slice(tab + 1), blob: line.split(' ')[1] ?? '' }];
  });
}

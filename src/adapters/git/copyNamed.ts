import { readFile, realpath, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CopiedFiles } from '../../app/ports/workspace.ts';
import { readTreePath } from '../../domain/agent/treePath.ts';
import { globAlternatives, matchesGlob } from '../../domain/document/glob.ts';
import { putPlainFile, readPlainFile } from './copyFile.ts';
import { GitError } from './gitError.ts';
import { lookAt } from './ownFolder.ts';
import type { Repository } from './repository.ts';
import type { KnownWorktree } from './worktreeFolder.ts';
import { whenThere } from './whenThere.ts';

/** Bounds of what is copied into one worktree. */
export const copyLimits = { files: 1_000, fileBytes: 50_000_000, bytes: 200_000_000 };

/** A copy as it was made: what it is made from decides whether the set-up runs again. */
export interface NamedCopies extends CopiedFiles {
  readonly digests: readonly string[];
}

/**
 * Copies the files of the user's checkout that the globs name and that no commit of it has into a worktree. Never links, devices, or what is git's or
 * the swarm's; never over a file that the worktree's commit has (`tracked`). Rejects with a `GitError` beyond `copyLimits`, and when `signal` aborts.
 */
export async function copyNamed(
  repository: Repository,
  worktree: KnownWorktree,
  globs: readonly string[],
  { tracked, signal }: { readonly tracked: ReadonlySet<string>; readonly signal: AbortSignal },
): Promise<NamedCopies> {
  const left: { path: string; why: string }[] = [];
  const copied: string[] = [];
  const digests: string[] = [];
  const root = await realpath(repository.root);
  const isTracked = (path: string): boolean => tracked.has(foldCase(path));
  const paths = await listNamed(repository, globs);
  let bytes = 0;
  // Written before the copies are made: what is on the list is kept out of every commit.
  await writeFile(join(worktree.admin, listFile), paths.filter((path) => !isTracked(path)).join('\0'));
  for (const path of paths) {
    signal.throwIfAborted();
    const why = await copyOne(path);
    if (why === undefined) copied.push(path);
    else left.push({ path, why });
  }
  return { copied, left, digests };

  async function copyOne(path: string): Promise<string | undefined> {
    const read = readTreePath(path);
    if (!read.ok) return read.reason;
    if (isTracked(path)) return 'it is part of the commit that the session works on';
    const file = await readPlainFile(root, path, copyLimits.fileBytes);
    if (typeof file === 'string') return file;
    bytes += file.bytes.length;
    if (bytes > copyLimits.bytes) throw tooMuch(`more than ${copyLimits.bytes / 1_000_000} MB`);
    if ((await lookAt(repository, worktree.path)) !== 'folder')
      throw new GitError('worktree-gone', `The worktree ${worktree.path} was removed or replaced. It is made again.`);
    const trouble = await putPlainFile(worktree.path, path, file, isTracked);
    if (trouble === undefined) digests.push(`${path}\0${file.digest}`);
    return trouble;
  }
}

const listFile = 's2-copied';

/** The files that were copied into a worktree, or were about to be: none of them is anybody's work. */
export async function listCopied(worktree: KnownWorktree): Promise<readonly string[]> {
  const text = await whenThere(readFile(join(worktree.admin, listFile), 'utf8'));
  return text === undefined || text === '' ? [] : text.split('\0');
}

/** A path as it is compared: on some file systems names that differ in case or in composition are one file. */
export function foldCase(path: string): string {
  return path.normalize('NFC').toLowerCase();
}

/** What git ignores or does not know of the user's checkout, by the globs; sorted. */
async function listNamed(repository: Repository, globs: readonly string[]): Promise<readonly string[]> {
  if (globs.length === 0) return [];
  // In git's globs a bracket opens a choice of characters; in ours it stands for itself.
  const specs = globs.flatMap(globAlternatives).map((glob) => `:(top,glob)${glob.replaceAll('[', '[[]')}`);
  const args = ['ls-files', '--others', '-z', '--', ...specs] as const;
  const { stdout } = await repository.git({ cwd: repository.root, args });
  const found = stdout.split('\0').filter((path) => path !== '' && globs.some((glob) => matchesGlob(glob, path)));
  const own = found.filter((path) => !path.endsWith('/') && !/^\.s2(\/|$)/i.test(path));
  if (own.length > copyLimits.files) throw tooMuch(`${own.length} files, more than ${copyLimits.files}`);
  return own.sort();
}

function tooMuch(what: string): GitError {
  return new GitError(
    'failed',
    `\`worktree.copy\` in swarm.yaml names ${what}. Name fewer, and let \`worktree.setup\` make or fetch what is large.`,
  );
}

import { createHash, randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { lstat, mkdir, open, readFile, realpath, rename, rm, unlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { whenThere } from './whenThere.ts';

/** A file's content as it was read, with what is kept of its mode. */
export interface ReadFile {
  readonly bytes: Buffer;
  readonly mode: number;
  /** sha256 of the content, hex. */
  readonly digest: string;
}

/**
 * Reads a file below `root` (a real path) that no link leads to; the reason when it is none: a link, a folder, a device, a pipe, or larger than
 * `maxBytes`. Nothing of what it is told by is taken on trust between looking and reading: the open file itself is looked at.
 */
export async function readPlainFile(root: string, path: string, maxBytes: number): Promise<ReadFile | string> {
  const file = join(root, path);
  const folder = await whenThere(realpath(dirname(file)));
  if (folder !== dirname(file)) return 'it lies behind a link';
  const found = await whenThere(lstat(file));
  if (!found?.isFile()) return found?.isSymbolicLink() ? 'it is a link' : 'it is no plain file';
  // Without waiting: a pipe that has taken its place meanwhile would never open.
  const handle = await open(file, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) return 'it is no plain file';
    if (stats.size > maxBytes) return `it is larger than ${Math.round(maxBytes / 1_000_000)} MB`;
    const bytes = await handle.readFile();
    return { bytes, mode: stats.mode & 0o777, digest: createHash('sha256').update(bytes).digest('hex') };
  } finally {
    await handle.close();
  }
}

/**
 * Puts a file below `root` (a real path) without following anything there; the reason when it cannot be. A link or file that stands where one of its folders
 * belongs is taken away, itself alone, unless `isTracked` says that it is part of the commit.
 */
export async function putPlainFile(
  root: string,
  path: string,
  file: ReadFile,
  isTracked: (path: string) => boolean,
): Promise<string | undefined> {
  const segments = path.split('/');
  for (let depth = 1; depth < segments.length; depth += 1) {
    const trouble = await makeFolder(root, segments.slice(0, depth).join('/'), isTracked);
    if (trouble !== undefined) return trouble;
  }
  const target = join(root, path);
  const there = await whenThere(lstat(target));
  if (there?.isDirectory()) return 'a folder is in its place';
  if (there?.isFile() && there.size === file.bytes.length && (await readFile(target)).equals(file.bytes))
    return undefined;
  const fresh = join(dirname(target), `.s2-copy-${randomUUID()}`);
  try {
    await writeFile(fresh, file.bytes, { flag: 'wx', mode: file.mode });
    // Puts itself in the place of a link instead of writing through it.
    await rename(fresh, target);
  } catch (error) {
    await rm(fresh, { force: true });
    throw error;
  }
  return undefined;
}

async function makeFolder(
  root: string,
  path: string,
  isTracked: (path: string) => boolean,
): Promise<string | undefined> {
  const folder = join(root, path);
  const there = await whenThere(lstat(folder));
  if (there?.isDirectory()) return undefined;
  if (isTracked(path)) return `${path} above it is no folder in the commit`;
  if (there) await unlink(folder);
  await mkdir(folder);
  return undefined;
}

import { createHash } from 'node:crypto';
import { lstat, mkdir, realpath, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { openPrivateFolder } from './privateFolder.ts';

/**
 * Longest folder, in bytes, in which programs still can make their sockets: the path of one may have 103 bytes (macOS), and their names often
 * have 30 to 40.
 */
const maxPath = 60;

/**
 * Makes the empty folder `name` for temporary files below `folder` (made, too), for this user alone; where its path would be too long for sockets, one
 * of the private folder in the system's temporary one. Resolves to its path.
 */
export async function makeTemporary(folder: string, name: string, base?: string): Promise<string> {
  const inside = join(await makeOwn(folder), name);
  const path = process.platform === 'win32' || isShort(inside) ? inside : await shorterOf(inside, base);
  await emptyFolder(path);
  return path;
}

/** Makes a temporary folder anew when a command has removed it, or put something else in its place. */
export async function remakeTemporary(path: string): Promise<void> {
  const found = await lstat(path).catch(() => undefined);
  if (found?.isDirectory()) return;
  await makeOwn(dirname(path));
  await emptyFolder(path);
}

/** Makes the folder above; a link or file in its place is removed, and never followed: somebody at work in a worktree may have put it there. */
async function makeOwn(folder: string): Promise<string> {
  const path = join(await realpath(dirname(folder)), basename(folder));
  const found = await lstat(path).catch(() => undefined);
  if (found && !found.isDirectory()) await rm(path, { force: true });
  await mkdir(path, { recursive: true, mode: 0o700 });
  return path;
}

/** Removes a folder with all that is in it, and makes it anew; a link in its place is removed, and never followed. */
async function emptyFolder(path: string): Promise<void> {
  await removeTemporary(path);
  await mkdir(path, { mode: 0o700 });
}

/** Removes a temporary folder; nothing when the folder above it has become a link, behind which everything is somebody else's. */
export async function removeTemporary(path: string): Promise<void> {
  const above = dirname(path);
  const found = await lstat(above).catch(() => undefined);
  if (!found?.isDirectory() || (await realpath(above)) !== above) return;
  await rm(path, { recursive: true, force: true, maxRetries: 3 });
}

async function shorterOf(inside: string, base: string | undefined): Promise<string> {
  const digest = createHash('sha256').update(inside).digest('hex').slice(0, 12);
  const outside = join(await realpath(await openPrivateFolder(base)), digest);
  return Buffer.byteLength(outside) < Buffer.byteLength(inside) ? outside : inside;
}

function isShort(path: string): boolean {
  return Buffer.byteLength(path) <= maxPath;
}

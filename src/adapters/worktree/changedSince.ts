import type { Dirent } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isKept } from '../../domain/agent/treePath.ts';
import { codeOf } from './resolveInside.ts';

/** More entries than this are not looked at: whoever has not come by then has changed nothing that counts. */
const maxEntries = 50_000;

/** Whether something below `folder` was written after `since` (wall time, ms); git's and the swarm's own do not count, links are not followed. */
export async function changedSince(folder: string, since: number): Promise<boolean> {
  const folders = [folder];
  let seen = 0;
  for (let at = folders.shift(); at !== undefined; at = folders.shift()) {
    if (await isNewer(at, since)) return true;
    for (const entry of await entriesOf(at)) {
      if (isKept(entry.name)) continue;
      seen += 1;
      if (seen > maxEntries) return false;
      const path = join(at, entry.name);
      if (entry.isDirectory()) folders.push(path);
      else if (await isNewer(path, since)) return true;
    }
  }
  return false;
}

async function isNewer(path: string, since: number): Promise<boolean> {
  return (await whenOpen(async () => (await lstat(path)).mtimeMs > since)) ?? false;
}

async function entriesOf(folder: string): Promise<readonly Dirent[]> {
  return (await whenOpen(() => readdir(folder, { withFileTypes: true }))) ?? [];
}

/** What is gone, or closed to us, while it is looked at has not changed. */
async function whenOpen<T>(look: () => Promise<T>): Promise<T | undefined> {
  try {
    return await look();
  } catch (error) {
    if (['ENOENT', 'EACCES', 'EPERM', 'ENOTDIR', 'ELOOP'].includes(codeOf(error))) return undefined;
    throw error;
  }
}

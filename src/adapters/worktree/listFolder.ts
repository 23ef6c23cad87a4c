import type { Dirent } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Found, ListedEntry } from '../../app/ports/worktreeFiles.ts';
import { isKept } from '../../domain/agent/treePath.ts';
import { codeOf, resolveInside } from './resolveInside.ts';

/** More than an agent can read, and few enough to gather at once. */
const maxEntries = 20_000;
const maxDepth = 32;
const skipped = new Set(['node_modules']);

/** The entries of a folder inside `root`, all below it with `deep`; links are named and not followed. */
export async function listFolder(root: string, path: string, deep: boolean): Promise<Found<readonly ListedEntry[]>> {
  const place = await resolveInside(root, path);
  if (!place.ok) return place;
  if (!place.value.exists) return { ok: false, reason: `there is no ${path}` };
  const start = (await lstat(place.value.path)).isDirectory();
  if (!start) return { ok: false, reason: `${path} is no folder` };
  const entries: ListedEntry[] = [];
  const shown = path.split('/').filter((segment) => segment !== '' && segment !== '.');
  for await (const entry of walk(place.value.path, shown, deep ? maxDepth : 0)) {
    if (entries.length === maxEntries) break;
    entries.push(entry);
  }
  return { ok: true, value: entries.sort((one, other) => (one.path < other.path ? -1 : 1)) };
}

/** Entries below a real folder, folders before what is in them; what belongs to git or the swarm is left out, as is what npm has installed below. */
export async function* walk(folder: string, shown: readonly string[], depth: number): AsyncGenerator<ListedEntry> {
  for (const entry of await readFolder(folder)) {
    if (isKept(entry.name)) continue;
    const segments = [...shown, entry.name];
    const kind = kindOf(entry);
    yield { path: segments.join('/'), kind, size: kind === 'file' ? await sizeOf(join(folder, entry.name)) : null };
    if (kind === 'folder' && depth > 0 && !skipped.has(entry.name))
      yield* walk(join(folder, entry.name), segments, depth - 1);
  }
}

/** A folder may go, or be closed to us, while it is walked: then there is nothing in it. */
async function readFolder(folder: string): Promise<readonly Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (['ENOENT', 'EACCES', 'EPERM', 'ENOTDIR'].includes(codeOf(error))) return [];
    throw error;
  }
}

async function sizeOf(path: string): Promise<number | null> {
  try {
    return (await lstat(path)).size;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

function kindOf(entry: Dirent): ListedEntry['kind'] {
  if (entry.isFile()) return 'file';
  if (entry.isDirectory()) return 'folder';
  return entry.isSymbolicLink() ? 'link' : 'other';
}

import { randomUUID } from 'node:crypto';
import { lstat, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { whenThere } from '../whenThere.ts';
import { onIndex, type Checkout } from './checkout.ts';
import { indexInfo, type Blob, type Touched } from './touched.ts';

/** What lies in a checkout where a change has to be made. */
export interface Standing {
  /** Paths that a person has edited, staged, or put something untracked at: nothing of theirs may be overwritten. */
  readonly edited: readonly string[];
  /** Paths that are as they are to be already. */
  readonly done: ReadonlySet<string>;
}

/**
 * Compares a checkout with what it should be before a change. With `resumed`, a path may also be as it is to be after it, as a
 * process that was killed in the middle leaves them.
 */
export async function findLocalEdits(
  checkout: Checkout,
  touched: readonly Touched[],
  resumed: boolean,
): Promise<Standing> {
  const before = await differing(checkout, touched, 'from');
  const after = resumed ? await differing(checkout, touched, 'to') : undefined;
  const staged = await stagedEdits(checkout, touched, resumed);
  const edited = new Set<string>();
  const done = new Set<string>();
  for (const { path } of touched) {
    if (after && !after.has(path)) done.add(path);
    else if (before.has(path)) edited.add(path);
    if (staged.has(path)) edited.add(path);
  }
  const goes = new Set(touched.flatMap(({ path, to }) => (to ? [] : [path])));
  for (const { path, to } of touched)
    if (to) for (const inTheWay of await obstacles(checkout.repository.root, path, goes)) edited.add(inTheWay);
  return { edited: [...edited].toSorted(), done };
}

/** The paths at which the disk does not have what `side` has. */
async function differing(
  checkout: Checkout,
  touched: readonly Touched[],
  side: 'from' | 'to',
): Promise<ReadonlySet<string>> {
  const found = new Set(await changedSince(checkout, touched, side));
  for (const change of touched) {
    if (change[side]) continue;
    const stats = await whenThere(lstat(join(checkout.repository.root, change.path)));
    // A folder there is looked at file by file, as an obstacle.
    if (stats && !stats.isDirectory()) found.add(change.path);
  }
  return found;
}

async function changedSince(
  checkout: Checkout,
  touched: readonly Touched[],
  side: 'from' | 'to',
): Promise<readonly string[]> {
  const there = touched.filter((change) => change[side]);
  if (there.length === 0) return [];
  const index = join(checkout.repository.state, `.index-${randomUUID()}`);
  try {
    await onIndex(checkout, index, { args: ['update-index', '-z', '--index-info'], input: indexInfo(there, side) });
    await onIndex(checkout, index, { args: ['update-index', '-q', '--really-refresh'], accept: [1] });
    const args = ['diff-files', '-z', '--name-only'] as const;
    return (await onIndex(checkout, index, { args })).stdout.split('\0').filter((path) => path !== '');
  } finally {
    await rm(index, { force: true });
  }
}

/** The paths whose entry in the index is not the commit's, or that git was told not to look at. */
async function stagedEdits(
  checkout: Checkout,
  touched: readonly Touched[],
  resumed: boolean,
): Promise<ReadonlySet<string>> {
  const args = ['ls-files', '-v', '--stage', '-z'] as const;
  const { stdout } = await onIndex(checkout, checkout.index, { args });
  const entries = new Map<string, string>();
  for (const line of stdout.split('\0')) {
    const at = line.indexOf('\t');
    if (at >= 0) entries.set(line.slice(at + 1), line.slice(0, at));
  }
  const differs = (path: string, blob: Blob | undefined): boolean =>
    entries.get(path) !== (blob && `H ${blob.mode} ${blob.hash} 0`);
  const found = touched.filter(({ path, from, to }) => differs(path, from) && !(resumed && !differs(path, to)));
  return new Set(found.map(({ path }) => path));
}

/** What a file at `path` would overwrite or have to go through: a link or a file in the place of a folder, or a folder with content in its own. */
async function obstacles(root: string, path: string, goes: ReadonlySet<string>): Promise<readonly string[]> {
  const parts = path.split('/');
  for (let end = 1; end < parts.length; end += 1) {
    const above = parts.slice(0, end).join('/');
    const stats = await whenThere(lstat(join(root, above)));
    if (!stats) return [];
    if (!stats.isDirectory()) return goes.has(above) ? [] : [above];
  }
  const stats = await whenThere(lstat(join(root, path)));
  return stats?.isDirectory() ? filesBelow(root, path, goes) : [];
}

async function filesBelow(root: string, folder: string, goes: ReadonlySet<string>): Promise<readonly string[]> {
  const found: string[] = [];
  for (const entry of await readdir(join(root, folder), { withFileTypes: true })) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) found.push(...(await filesBelow(root, path, goes)));
    else if (!goes.has(path)) found.push(path);
    if (found.length > 100) break;
  }
  return found;
}

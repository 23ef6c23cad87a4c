import { parseJson } from '../../base/parseJson.ts';
import type { Stats } from 'node:fs';
import { lstat, mkdir, opendir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';

/** What a folder takes of the disk, in bytes; not `complete` when it was not looked through to its end, so that it is more. */
export interface DiskUse {
  readonly bytes: number;
  readonly complete: boolean;
}

/** Looking at one entry takes some 20 µs: so many take a few seconds of one core at most. */
const maxEntries = 200_000;

/** What a folder takes with everything below it, links not followed. Ends early when `signal` aborts; what vanishes meanwhile counts as nothing. */
export async function measureFolder(path: string, signal: AbortSignal, most = maxEntries): Promise<DiskUse> {
  const folders = [path];
  let bytes = 0;
  let left = most;
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for await (const name of namesIn(folder)) {
      if (signal.aborted || left === 0) return { bytes, complete: false };
      left -= 1;
      const found = await whatIs(join(folder, name));
      if (!found) continue;
      // Blocks, and not the length: a file may have holes. Windows states none.
      bytes += found.blocks === undefined ? found.size : found.blocks * 512;
      if (found.isDirectory()) folders.push(join(folder, name));
    }
  }
  return { bytes, complete: true };
}

async function* namesIn(folder: string): AsyncGenerator<string> {
  try {
    for await (const entry of await opendir(folder)) yield entry.name;
  } catch (error) {
    if (!isPassing(error)) throw error;
  }
}

async function whatIs(path: string): Promise<Stats | undefined> {
  try {
    return await lstat(path);
  } catch (error) {
    if (!isPassing(error)) throw error;
    return undefined;
  }
}

/** Somebody is at work there: what has gone, or may not be looked into, is not counted. */
function isPassing(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return ['ENOENT', 'ENOTDIR', 'EACCES', 'EPERM', 'ELOOP', 'ENAMETOOLONG'].includes(code);
}

const recordSchema = z.object({ bytes: z.number().nonnegative(), complete: z.boolean(), at: z.number() });

/** The use of one worktree as it was when it was last measured; `at` in ms since epoch. */
export type RecordedUse = z.infer<typeof recordSchema> & { readonly worktree: string };

/** Measures worktrees in the background, one measurement of each at a time, and keeps the figures in the state folder. */
export class DiskWatch {
  readonly #folder: string;
  readonly #stop = new AbortController();
  readonly #running = new Map<string, Promise<void>>();
  #isClosed = false;
  readonly #onFault: (error: unknown) => void;

  constructor(stateFolder: string, onFault: (error: unknown) => void) {
    this.#folder = join(stateFolder, 'disk');
    this.#onFault = onFault;
  }

  /** Begins to measure the worktree at `path`, unless that is under way. */
  look(worktree: string, path: string): void {
    if (this.#running.has(worktree) || this.#isClosed) return;
    const measuring = this.#measure(worktree, path)
      .catch(this.#onFault)
      .finally(() => this.#running.delete(worktree));
    this.#running.set(worktree, measuring);
  }

  /** Nothing more is begun; what is under way is waited for, or ended when there is no time for it. */
  async close(hasTime: boolean): Promise<void> {
    this.#isClosed = true;
    if (!hasTime) this.#stop.abort();
    await Promise.all(this.#running.values());
  }

  async #measure(worktree: string, path: string): Promise<void> {
    const use = await measureFolder(path, this.#stop.signal);
    if (this.#stop.signal.aborted) return;
    await mkdir(this.#folder, { recursive: true });
    const file = join(this.#folder, `${worktree}.json`);
    await writeFile(`${file}.new`, JSON.stringify({ ...use, at: Date.now() }));
    await rename(`${file}.new`, file);
  }
}

/** The figures that are kept of worktrees that are there; what cannot be read is no figure. */
export async function readUses(stateFolder: string): Promise<readonly RecordedUse[]> {
  const worktrees = await readdir(join(stateFolder, 'worktrees')).catch(() => []);
  const found: RecordedUse[] = [];
  for (const worktree of worktrees.filter((name) => !name.startsWith('.')).sort()) {
    const text = await readFile(join(stateFolder, 'disk', `${worktree}.json`), 'utf8').catch(() => '');
    const record = recordSchema.safeParse(parseJson(text));
    if (record.success) found.push({ worktree, ...record.data });
  }
  return found;
}

import { randomBytes } from 'node:crypto';
import { lstat, mkdir, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { modelWindowSchema, type ModelWindow } from '../../protocol/editorModels.ts';
import { maxSocketPath } from './socketAddress.ts';

/** A window that serves its models to the swarm in `stateFolder`, with an address and a token of its own; nothing is made yet. */
export async function newModelWindow(stateFolder: string): Promise<ModelWindow> {
  const name = randomBytes(8).toString('hex');
  const token = randomBytes(32).toString('base64url');
  if (process.platform === 'win32') return { address: `${pipes}${name}`, token };
  const inside = join(await realpath(stateFolder), 'windows', `${name}.sock`);
  if (Buffer.byteLength(inside) <= maxSocketPath) return { address: inside, token };
  return { address: join(sharedFolder(), `${name}.sock`), token };
}

const pipes = '\\\\.\\pipe\\s2-models-';

/** The folder of this user's sockets in the system's temporary one, where paths are short. */
function sharedFolder(): string {
  return join(tmpdir(), `s2-${process.getuid?.() ?? 0}`);
}

/** Tells the runners of the swarm where a window is; call what it resolves to when the window goes. */
export async function announceWindow(stateFolder: string, window: ModelWindow): Promise<() => Promise<void>> {
  const folder = join(stateFolder, 'windows');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, `${randomBytes(8).toString('hex')}.json`);
  await writeFile(file, JSON.stringify(window), { flag: 'wx', mode: 0o600 });
  return () => rm(file, { force: true });
}

/**
 * The folder of a window's socket, private to the user. Rejects when one in the system's temporary folder is a link, another's or open to others: whoever
 * may write there could put a socket of their own in its place, and be told the token and the prompts.
 */
export async function makeSocketFolder({ address }: ModelWindow): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = dirname(address);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if (folder === sharedFolder() && !(await isOurs(folder)))
    throw new Error(
      `${folder} is a link, or others may write to it. Remove it, or set TMPDIR to a folder of your own.`,
    );
}

async function isOurs(folder: string): Promise<boolean> {
  const found = await lstat(folder);
  return found.isDirectory() && found.uid === process.getuid?.() && (found.mode & 0o077) === 0;
}

/** Longer than any announcement. */
const maxAnnouncement = 4_096;

/** A window's own places only: an announcement that came with the repository could lead what a model is told to anybody, on Windows to another machine. */
async function isPlaceOfWindow(stateFolder: string, address: string): Promise<boolean> {
  if (process.platform === 'win32') return /^[0-9a-f]+$/.test(address.slice(pipes.length)) && address.startsWith(pipes);
  const folder = dirname(address);
  if (address !== join(folder, basename(address))) return false;
  if (folder === join(await realpath(stateFolder), 'windows')) return true;
  return folder === sharedFolder() && isOurs(folder);
}

/** A window that said that it serves; `forget` when nobody is there any more. */
export interface AnnouncedWindow extends ModelWindow {
  readonly forget: () => Promise<void>;
}

/** The windows that said that they serve, newest first; some may be gone without a word. What is no announcement is passed over. */
export async function announcedWindows(stateFolder: string): Promise<readonly AnnouncedWindow[]> {
  const folder = join(stateFolder, 'windows');
  const names = await readdir(folder).catch(() => []);
  const read = names
    .filter((name) => name.endsWith('.json'))
    .map(async (name) => {
      const file = join(folder, name);
      const stats = await lstat(file);
      if (!stats.isFile() || stats.size > maxAnnouncement) return [];
      const window = modelWindowSchema.parse(JSON.parse(await readFile(file, 'utf8')));
      if (!(await isPlaceOfWindow(stateFolder, window.address))) return [];
      const forget = (): Promise<void> => rm(file, { force: true });
      return [{ window: { ...window, forget }, mtimeMs: stats.mtimeMs }];
    });
  const settled = await Promise.allSettled(read);
  return settled
    .flatMap((each) => (each.status === 'fulfilled' ? each.value : []))
    .toSorted((a, b) => b.mtimeMs - a.mtimeMs)
    .map(({ window }) => window);
}

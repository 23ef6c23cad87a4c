import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { modelWindowSchema, type ModelWindow } from '../../protocol/editorModels.ts';

/** Longest unix socket path that every platform takes (macOS: 104 bytes with the closing zero). */
const maxPath = 100;

/** A window that serves its models to the swarm in `stateFolder`, with an address and a token of its own; nothing is made yet. */
export async function newModelWindow(stateFolder: string): Promise<ModelWindow> {
  const name = randomBytes(8).toString('hex');
  const token = randomBytes(32).toString('base64url');
  if (process.platform === 'win32') return { address: `\\\\.\\pipe\\s2-models-${name}`, token };
  const inside = join(await realpath(stateFolder), 'windows', `${name}.sock`);
  if (Buffer.byteLength(inside) <= maxPath) return { address: inside, token };
  return { address: join(tmpdir(), `s2-${process.getuid?.() ?? 0}`, `${name}.sock`), token };
}

/** Tells the runners of the swarm where a window is; call what it resolves to when the window goes. */
export async function announceWindow(stateFolder: string, window: ModelWindow): Promise<() => Promise<void>> {
  const folder = join(stateFolder, 'windows');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, `${randomBytes(8).toString('hex')}.json`);
  await writeFile(file, JSON.stringify(window), { flag: 'wx', mode: 0o600 });
  return () => rm(file, { force: true });
}

/** The folder of a window's socket, private to the user. */
export async function makeSocketFolder({ address }: ModelWindow): Promise<void> {
  if (process.platform !== 'win32') await mkdir(dirname(address), { recursive: true, mode: 0o700 });
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
      const [text, { mtimeMs }] = await Promise.all([readFile(file, 'utf8'), stat(file)]);
      const forget = (): Promise<void> => rm(file, { force: true });
      return { window: { ...modelWindowSchema.parse(JSON.parse(text)), forget }, mtimeMs };
    });
  const settled = await Promise.allSettled(read);
  return settled
    .flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []))
    .toSorted((a, b) => b.mtimeMs - a.mtimeMs)
    .map(({ window }) => window);
}

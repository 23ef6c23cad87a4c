import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { chmod, mkdir, open, realpath, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Found } from '../../app/ports/worktreeFiles.ts';
import { codeOf, refusalOf, resolveInside } from './resolveInside.ts';

/** An agent reads and writes source; what is larger is data. */
export const maxFileBytes = 2 * 1024 * 1024;
const binaryProbe = 8_192;

/** The text of a regular file of UTF-8 inside `root`; why not, otherwise. Nothing that would block or never end is read. */
export async function readText(root: string, path: string): Promise<Found<string>> {
  const place = await resolveInside(root, path);
  if (!place.ok) return place;
  if (!place.value.exists) return { ok: false, reason: `there is no ${path}` };
  // A pipe would wait for its other end, and what was no link a moment ago may be one now.
  const flags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0);
  let file: FileHandle;
  try {
    file = await open(place.value.path, flags);
  } catch (error) {
    return { ok: false, reason: `${path} cannot be read (${codeOf(error)})` };
  }
  try {
    return await readOpened(file, root, { path, real: place.value.path });
  } finally {
    await file.close();
  }
}

async function readOpened(
  file: FileHandle,
  root: string,
  { path, real }: { readonly path: string; readonly real: string },
): Promise<Found<string>> {
  const opened = await file.stat();
  if (opened.isDirectory()) return { ok: false, reason: `${path} is a folder` };
  if (!opened.isFile()) return { ok: false, reason: `${path} is no regular file` };
  if (opened.size > maxFileBytes) return { ok: false, reason: tooLarge(path, opened.size) };
  const moved = refusalOf(root, await realpath(real), path);
  const now = await stat(real);
  if (moved !== undefined || now.ino !== opened.ino || now.dev !== opened.dev)
    return { ok: false, reason: moved ?? `${path} was replaced meanwhile; try again` };
  const bytes = await readBounded(file);
  if (bytes.length > maxFileBytes) return { ok: false, reason: tooLarge(path, bytes.length) };
  if (bytes.subarray(0, binaryProbe).includes(0)) return { ok: false, reason: `${path} is a binary file` };
  try {
    return { ok: true, value: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch (error) {
    if (error instanceof TypeError) return { ok: false, reason: `${path} is no UTF-8 text` };
    throw error;
  }
}

/** A file of /proc has no size and no end that its size tells; one byte too many is enough to know. */
async function readBounded(file: FileHandle): Promise<Buffer> {
  const buffer = Buffer.alloc(maxFileBytes + 1);
  let length = 0;
  while (length < buffer.length) {
    const { bytesRead } = await file.read(buffer, length, buffer.length - length, length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return buffer.subarray(0, length);
}

/** Puts `text` in the place of a file, or makes one. It is there whole or not at all, and whatever shared the old one's bytes keeps them. */
export async function writeText(root: string, path: string, text: string, mustBeNew: boolean): Promise<Found<void>> {
  const place = await resolveInside(root, path);
  if (!place.ok) return place;
  const { path: real, exists } = place.value;
  if (real === root) return { ok: false, reason: 'name a file, not the worktree itself' };
  if (!text.isWellFormed()) return { ok: false, reason: 'the text is no valid Unicode' };
  if (Buffer.byteLength(text) > maxFileBytes) return { ok: false, reason: tooLarge(path, Buffer.byteLength(text)) };
  if (exists && mustBeNew) return { ok: false, reason: `${path} is there already; edit it` };
  const before = exists ? await stat(real) : undefined;
  if (before && !before.isFile()) return { ok: false, reason: `${path} is no regular file` };
  const folder = dirname(real);
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    if (codeOf(error) === 'ENOTDIR' || codeOf(error) === 'EEXIST')
      return { ok: false, reason: `a file stands where ${path} needs a folder` };
    throw error;
  }
  const moved = refusalOf(root, await realpath(folder), path);
  if (moved !== undefined) return { ok: false, reason: moved };
  await replaceFile(real, text, before?.mode);
  return { ok: true, value: undefined };
}

async function replaceFile(real: string, text: string, mode: number | undefined): Promise<void> {
  const beside = join(dirname(real), `.s2-writing-${randomUUID()}`);
  try {
    const file = await open(beside, 'wx', 0o666);
    try {
      await file.writeFile(text);
    } finally {
      await file.close();
    }
    if (mode !== undefined) await chmod(beside, mode & 0o777);
    await rename(beside, real);
  } finally {
    await rm(beside, { force: true });
  }
}

function tooLarge(path: string, bytes: number): string {
  return `${path} is too large for this tool (${bytes} bytes, at most ${maxFileBytes}); use a command on it`;
}

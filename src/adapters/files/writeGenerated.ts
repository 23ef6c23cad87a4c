import { randomBytes } from 'node:crypto';
import { link, lstat, mkdir, open, readFile, realpath, rename, unlink } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { replacePart, wholeDocument } from '../../domain/document/generate/marks.ts';
import type { GeneratedDocument } from '../../domain/document/generate/subject.ts';
import { staysInside } from '../../domain/document/identifiers.ts';

/** What became of one generated document; `file` is relative to the root, with forward slashes. */
export type WriteOutcome =
  | { readonly file: string; readonly result: 'written' | 'unchanged' | 'missing' | 'differs' }
  /** It stays as it is; `line` is 0-based. */
  | { readonly file: string; readonly result: 'refused'; readonly line: number; readonly message: string };

export interface WriteTarget {
  /** The folder that nothing is written outside of. */
  readonly root: string;
  /** Where the documents lie, relative to the root. */
  readonly folder: string;
  /** Without, it is only said what would be done. */
  readonly write: boolean;
}

/** Brings generated documents up to date, each of them wholly or not at all. Rejects when the disk refuses. */
export async function writeGenerated(
  documents: readonly GeneratedDocument[],
  target: WriteTarget,
): Promise<readonly WriteOutcome[]> {
  const outcomes: WriteOutcome[] = [];
  for (const document of documents) outcomes.push(await writeOne(document, target));
  return outcomes;
}

async function writeOne(document: GeneratedDocument, { root, folder, write }: WriteTarget): Promise<WriteOutcome> {
  const file = folder === '.' ? document.name : `${folder}/${document.name}`;
  const refused = (message: string, line = 0): WriteOutcome => ({ file, result: 'refused', line, message });
  if (!staysInside(file) || /[\\/]/.test(document.name))
    return refused(
      'This would lie outside of the folder of the swarm, where nothing is written; choose another --out.',
    );
  const path = join(root, file);
  if (!(await isInside(root, dirname(path))))
    return refused('Its folder is reached through a link out of the folder of the swarm; choose another --out.');
  const found = await lstat(path).catch(nothingThere);
  if (found && !found.isFile()) return refused('A link or folder is in the way; move it away.');
  if (!found) {
    if (write) await writeNew(path, wholeDocument(document.kind, document.body));
    return { file, result: write ? 'written' : 'missing' };
  }
  const before = await readFile(path);
  const text = decode(before);
  if (text === undefined) return refused('This file is not UTF-8, so it stays as it is; move it away.');
  const replaced = replacePart(text, document.kind, document.body);
  if (!replaced.ok) return refused(replaced.error.message, replaced.error.line);
  if (replaced.value === text) return { file, result: 'unchanged' };
  if (!write) return { file, result: 'differs' };
  const isOurs = await replaceFile(path, { before, after: replaced.value, mode: found.mode & 0o777 });
  return isOurs ? { file, result: 'written' } : refused('Somebody changed it at the same moment; run this again.');
}

/** Whether a folder, or the nearest one above it that exists, lies in the root when links are followed. */
async function isInside(root: string, folder: string): Promise<boolean> {
  const real = await realpath(folder).catch(nothingThere);
  if (real === undefined) {
    // A link to nowhere is there, and is followed when the folder is made.
    const dangling = await lstat(folder).catch(nothingThere);
    return dangling === undefined && isInside(root, dirname(folder));
  }
  const path = relative(await realpath(root), real);
  return path !== '..' && !path.startsWith(`..${sep}`);
}

/** A file that appears meanwhile is not overwritten. */
async function writeNew(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await beside(path, { text, mode: 0o666 }, async (draft) => {
    await link(draft, path);
    await unlink(draft);
  });
}

/** False when the file no longer holds `before`. */
async function replaceFile(
  path: string,
  { before, after, mode }: { readonly before: Buffer; readonly after: string; readonly mode: number },
): Promise<boolean> {
  return beside(path, { text: after, mode }, async (draft) => {
    const isOurs = before.equals(await readFile(path));
    await (isOurs ? rename(draft, path) : unlink(draft));
    return isOurs;
  });
}

/** Writes a draft beside a file and hands it on; nothing of it is left when that fails. */
async function beside<T>(
  path: string,
  { text, mode }: { readonly text: string; readonly mode: number },
  use: (draft: string) => Promise<T>,
): Promise<T> {
  const draft = join(dirname(path), `.s2-${randomBytes(6).toString('hex')}.tmp`);
  try {
    const file = await open(draft, 'wx', mode);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    return await use(draft);
  } catch (cause) {
    await unlink(draft).catch(nothingThere);
    throw cause;
  }
}

function decode(bytes: Buffer): string | undefined {
  const text = bytes.toString('utf8');
  return Buffer.from(text).equals(bytes) ? text : undefined;
}

function nothingThere(cause: unknown): undefined {
  if (cause instanceof Error && 'code' in cause && (cause.code === 'ENOENT' || cause.code === 'ENOTDIR'))
    return undefined;
  throw cause;
}

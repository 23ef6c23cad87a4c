import { open, readdir, realpath } from 'node:fs/promises';
import { isAbsolute, join, relative, sep } from 'node:path';
import { readDocumentName } from '../../domain/document/documentName.ts';
import { matchesGlob } from '../../domain/document/glob.ts';
import type { Problem } from '../../domain/document/problem.ts';
import { documentStart } from '../../domain/document/range.ts';
import type { DocumentText } from '../../domain/document/readDocument.ts';

/** A plan document is a few kilobytes; what is larger than this is something else and is not read. */
const maxBytes = 10 * 1024 * 1024;
const maxDepth = 32;
/** A folder with more candidates than this is no plan. */
const maxDocuments = 20_000;
const skipped = new Set(['node_modules', '.git', '.s2']);

/** One by one 1,000 files take 97 ms, so many at a time 50 ms. */
const readTogether = 16;

/** Why a document was not read. */
interface Unread {
  readonly reason: string;
}

/** Documents with their texts, and what could not be read. */
export interface FoundDocuments {
  readonly documents: readonly DocumentText[];
  readonly problems: readonly Problem[];
}

/**
 * Lists the documents below a folder by path relative to it, forward slashes, sorted. Without globs those whose name is one of a
 * swarm's documents; with globs the `.md`, `.txt`, `.yaml` and `.yml` files that match. Links are not followed. Rejects when the
 * folder itself cannot be listed.
 */
export async function findDocuments(folder: string, globs?: readonly string[]): Promise<readonly string[]> {
  const wanted = globs
    ? (path: string) => /\.(?:md|txt|ya?ml)$/i.test(path) && globs.some((glob) => matchesGlob(glob, path))
    : (path: string) => readDocumentName(path).kind !== 'other';
  const found: string[] = [];
  const pending: { readonly path: string; readonly depth: number }[] = [{ path: '', depth: 0 }];
  for (let next = pending.pop(); next && found.length < maxDocuments; next = pending.pop()) {
    for (const entry of await readdir(join(folder, next.path), { withFileTypes: true })) {
      const path = next.path === '' ? entry.name : `${next.path}/${entry.name}`;
      if (entry.isDirectory() && !skipped.has(entry.name) && next.depth < maxDepth) {
        pending.push({ path, depth: next.depth + 1 });
      } else if (entry.isFile() && wanted(path)) found.push(path);
    }
  }
  return found.sort();
}

/** Reads documents by their paths relative to the folder. A document that cannot be read becomes a problem, not a rejection. */
export async function readDocuments(folder: string, paths: readonly string[]): Promise<FoundDocuments> {
  const documents: DocumentText[] = [];
  const problems: Problem[] = [];
  const root = await realpath(folder);
  const texts = await readAll(root, paths);
  for (const [index, path] of paths.entries()) {
    const read = texts[index];
    if (typeof read === 'string') documents.push({ path, text: read });
    else if (read)
      problems.push({
        rule: 'document/unreadable',
        severity: 'error',
        message: read.reason,
        file: path,
        range: documentStart,
      });
  }
  return { documents, problems };
}

async function readAll(root: string, paths: readonly string[]): Promise<readonly (string | Unread)[]> {
  const texts: (string | Unread)[] = [];
  for (let at = 0; at < paths.length; at += readTogether)
    texts.push(...(await Promise.all(paths.slice(at, at + readTogether).map((path) => readInside(root, path)))));
  return texts;
}

async function readInside(root: string, path: string): Promise<string | Unread> {
  const full = join(root, path);
  try {
    // A link between listing and reading must not lead out of the folder either.
    const real = relative(root, await realpath(full));
    if (real === '..' || real.startsWith(`..${sep}`) || isAbsolute(real)) {
      return { reason: 'This document lies outside the folder; only files inside it are read.' };
    }
    return await readBounded(full);
  } catch (fault) {
    const code = fault instanceof Error && 'code' in fault ? String(fault.code) : String(fault);
    return { reason: `This document cannot be read (${code}); check that it exists and may be read.` };
  }
}

async function readBounded(path: string): Promise<string | Unread> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    if (size > maxBytes) {
      return {
        reason: `This document has more than ${maxBytes / 1024 / 1024} MB and is not read; split it into smaller ones.`,
      };
    }
    return await file.readFile('utf8');
  } finally {
    await file.close();
  }
}

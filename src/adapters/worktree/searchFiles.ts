import { lstat } from 'node:fs/promises';
import type { Found, SearchRequest } from '../../app/ports/worktreeFiles.ts';
import { readPlainPattern, type LineMatcher } from '../../domain/agent/plainPattern.ts';
import { walk } from './listFolder.ts';
import { resolveInside } from './resolveInside.ts';
import { runRipgrep } from './ripgrep.ts';
import { readText } from './textFile.ts';

export const maxMatches = 200;
const maxDepth = 32;
const maxLine = 300;
/** What is longer is no line that a person wrote. */
const maxSearchedLine = 10_000;

/** Searches text files inside `root`: with ripgrep when `program` names it, else by walking, which knows plain patterns only. */
export async function searchFiles(
  root: string,
  request: SearchRequest,
  { program, signal }: { readonly program: string | undefined; readonly signal: AbortSignal },
): Promise<Found<readonly string[]>> {
  const place = await resolveInside(root, request.path);
  if (!place.ok) return place;
  if (!place.value.exists) return { ok: false, reason: `there is no ${request.path}` };
  if (request.pattern === '') return { ok: false, reason: 'the pattern is empty' };
  if (program !== undefined)
    return runRipgrep({ program, root, place: place.value.path, request, limit: maxMatches, signal });
  const matches = readPlainPattern(request.pattern, request.ignoreCase);
  if (!matches) {
    const reason =
      'ripgrep is not installed here, so only plain text, `.*` and `|` can be searched; put \\ before other signs';
    return { ok: false, reason };
  }
  return searchByWalking(root, place.value.path, { request, matches, signal });
}

interface Walking {
  readonly request: SearchRequest;
  readonly matches: LineMatcher;
  readonly signal: AbortSignal;
}

async function searchByWalking(root: string, place: string, walking: Walking): Promise<Found<readonly string[]>> {
  const found: string[] = [];
  const { request } = walking;
  const shown = request.path.split('/').filter((segment) => segment !== '' && segment !== '.');
  if ((await lstat(place)).isFile()) await searchIn(root, shown.join('/'), walking, found);
  else {
    const paths: string[] = [];
    for await (const entry of walk(place, shown, maxDepth)) if (entry.kind === 'file') paths.push(entry.path);
    for (const path of paths.sort()) {
      if (walking.signal.aborted || found.length >= maxMatches) break;
      await searchIn(root, path, walking, found);
    }
  }
  return { ok: true, value: found.slice(0, maxMatches) };
}

async function searchIn(root: string, path: string, { matches }: Walking, found: string[]): Promise<void> {
  const text = await readText(root, path);
  // What is no text is not searched, as with ripgrep.
  if (!text.ok) return;
  for (const [at, line] of text.value.split(/\r?\n/).entries()) {
    if (found.length >= maxMatches) return;
    if (line.length <= maxSearchedLine && matches(line)) found.push(`${path}:${at + 1}: ${shorten(line)}`);
  }
}

/** A line of a result, cut to what fits into one. */
export function shorten(line: string): string {
  return line.length > maxLine ? `${line.slice(0, maxLine).toWellFormed()}…` : line;
}

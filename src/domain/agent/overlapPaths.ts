import { matchPath } from './matchPath.ts';

/** Characters that make a deliverable a pattern. */
const wild = /[*?{[]/;

/**
 * Whether two deliverables (files, folders or globs) may name the same file. Two globs are held against each other by the folder that
 * each begins in, so that they may be said to overlap although no file is in both; two plain names never are.
 */
export function overlapPaths(a: string, b: string): boolean {
  const [first, second] = [plain(a), plain(b)];
  if (first === '' || second === '') return false;
  if (wild.test(first) && wild.test(second)) return isWithin(fixedPart(first), fixedPart(second));
  if (wild.test(first)) return matchPath(first, second) || isBelow(second, fixedPart(first));
  return (
    matchPath(second, first) || matchPath(first, second) || (wild.test(second) && isBelow(first, fixedPart(second)))
  );
}

/** A folder that holds what the other begins with. */
function isBelow(folder: string, fixed: string): boolean {
  return fixed.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
}

function isWithin(a: string, b: string): boolean {
  return a.startsWith(b) || b.startsWith(a);
}

/** What a glob begins with before anything is left open, to the last whole folder. */
function fixedPart(glob: string): string {
  const before = glob.slice(0, glob.search(wild));
  return before.slice(0, before.lastIndexOf('/') + 1);
}

function plain(path: string): string {
  return path.replace(/^(\.\/)+/, '');
}

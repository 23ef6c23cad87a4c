import { globSync } from 'node:fs';
import { join } from 'node:path';

/** Absolute paths of the files that match the globs (relative to the project), none twice, in order. */
export function findTestFiles(root: string, globs: readonly string[], except: readonly string[] = []): string[] {
  const left = new Set(globSync([...except], { cwd: root }));
  const found = new Set(globSync([...globs], { cwd: root }).filter((path) => !left.has(path)));
  return [...found].sort().map((path) => join(root, path));
}

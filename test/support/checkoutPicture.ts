import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { TestRepository } from './gitRepository.ts';

/** Everything of a checkout that is a person's: the bytes of its files, the entries of its index, where HEAD is, and what git says of it. */
export interface CheckoutPicture {
  readonly head: string;
  readonly branches: string;
  readonly index: readonly string[];
  readonly status: readonly string[];
  readonly files: Readonly<Record<string, string>>;
}

/** Takes the picture; writes nothing, not even the index's time stamps. */
export function pictureOf({ path, git }: Pick<TestRepository, 'path' | 'git'>): CheckoutPicture {
  const quietly = (...args: readonly string[]): readonly string[] =>
    git('--no-optional-locks', ...args)
      .split('\n')
      .filter((line) => line !== '');
  return {
    head: readFileSync(join(path, '.git', 'HEAD'), 'utf8').startsWith('ref: refs/heads/unborn')
      ? 'unborn'
      : git('rev-parse', 'HEAD'),
    branches: git('for-each-ref', 'refs/heads'),
    index: quietly('ls-files', '--stage', '-v'),
    status: quietly('status', '--porcelain=v1', '--no-renames', '--untracked-files=all', '--ignored').filter(
      (line) => !line.includes(' .s2/'),
    ),
    files: Object.fromEntries(filesBelow(path, '')),
  };
}

function filesBelow(root: string, folder: string): readonly (readonly [string, string])[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (path === '.git' || path === '.s2') return [];
    if (entry.isDirectory()) return filesBelow(root, path);
    if (entry.isSymbolicLink()) return [[path, `link ${readlinkSync(join(root, path))}`]];
    const executable = (lstatSync(join(root, path)).mode & 0o100) !== 0;
    return [[path, `${executable ? 'x' : '-'} ${readFileSync(join(root, path), 'latin1')}`]];
  });
}

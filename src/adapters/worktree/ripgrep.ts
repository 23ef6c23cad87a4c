import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access, realpath } from 'node:fs/promises';
import { delimiter, isAbsolute, join, relative, sep } from 'node:path';
import type { Found, SearchRequest } from '../../app/ports/worktreeFiles.ts';
import { codeOf } from './resolveInside.ts';

const timeoutMs = 30_000;
const maxBytes = 4 * 1024 * 1024;

/** ripgrep in one of the folders of `path`; one that an agent could have put there, inside its worktree, does not count. */
export async function findRipgrep(root: string, path: string): Promise<string | undefined> {
  const name = process.platform === 'win32' ? 'rg.exe' : 'rg';
  for (const folder of path.split(delimiter).filter(isAbsolute)) {
    try {
      const real = await realpath(join(folder, name));
      await access(real, constants.X_OK);
      if (real !== root && !real.startsWith(`${root}${sep}`)) return real;
    } catch (error) {
      if (!['ENOENT', 'ENOTDIR', 'EACCES', 'ELOOP'].includes(codeOf(error))) throw error;
    }
  }
  return undefined;
}

interface Search {
  readonly program: string;
  readonly root: string;
  /** Real path inside `root`. */
  readonly place: string;
  readonly request: SearchRequest;
  readonly limit: number;
  readonly signal: AbortSignal;
}

/** Runs ripgrep over a place; it reads no configuration, follows no link, and ends at the time limit. */
export function runRipgrep({
  program,
  root,
  place,
  request,
  limit,
  signal,
}: Search): Promise<Found<readonly string[]>> {
  const args = [
    '--no-config',
    '--no-heading',
    '--with-filename',
    '--line-number',
    '--color=never',
    '--no-messages',
    '--hidden',
    '--sort=path',
    '--max-columns=300',
    '--max-columns-preview',
    '--max-filesize=2M',
    `--max-count=${limit}`,
    ...['.git', '.s2', 'node_modules'].map((name) => `--iglob=!**/${name}`),
    ...(request.ignoreCase ? ['--ignore-case'] : []),
    '--regexp',
    request.pattern,
    '--',
    `.${sep}${relative(root, place)}`,
  ];
  return new Promise((resolve, reject) => {
    const options = { cwd: root, env: {}, timeout: timeoutMs, maxBuffer: maxBytes, signal };
    execFile(program, args, options, (error, stdout, stderr) => {
      const lines = stdout.split(/\r?\n/).filter((line) => line !== '');
      const found = lines.slice(0, limit).map((line) => line.replace(/^\.[\\/]/, '').replace(/^([^:]*:\d+):/, '$1: '));
      // 1 is "no match"; 2 with matches is "some files could not be read". More than fits is cut.
      if (!error || error.code === 1 || found.length > 0) resolve({ ok: true, value: found });
      else if (signal.aborted) resolve({ ok: false, reason: 'the search was stopped' });
      else if (error.code === 2) resolve({ ok: false, reason: `the pattern is wrong: ${stderr.trim().slice(0, 500)}` });
      else if (error.killed === true)
        resolve({ ok: false, reason: 'the search took too long; look in a smaller folder' });
      else reject(error);
    });
  });
}

import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, copyFileSync, cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { cliFile, type CliEnd } from './cli.ts';
import { tempFolder } from './tempFolder.ts';

/** A user without special rights, with a home of its own that holds the program: this one, or, for root, `nobody`. */
export interface PlainUser {
  readonly home: string;
  /** Gives a folder to the user. */
  own(folder: string): void;
  /** Runs `s2` as the user, in its home. */
  s2(args: readonly string[]): Promise<CliEnd>;
}

const nobody = 65_534;

/** `temporary` stands for the system's temporary folder; one in the home without. */
export function aPlainUser(temporary?: string): PlainUser {
  const home = tempFolder();
  const isRoot = process.getuid?.() === 0;
  const dist = join(home, 'program');
  cpSync(join(cliFile, '..'), dist, { recursive: true });
  // Node may lie where only root can read it.
  const node = join(home, 'program', 'node');
  copyFileSync(process.execPath, node);
  chmodSync(node, 0o755);
  mkdirSync(join(home, 'tmp'));
  const own = (folder: string): void => {
    if (isRoot) execFileSync('chown', ['-R', `${nobody}:${nobody}`, folder]);
  };
  own(home);
  chmodSync(home, 0o755);
  const drop = isRoot ? ['setpriv', `--reuid=${nobody}`, `--regid=${nobody}`, '--clear-groups'] : [];
  return {
    home,
    own,
    s2: (args) => {
      const [program = '', ...rest] = [...drop, node, join(dist, 'cli.js'), ...args];
      const env = { PATH: process.env['PATH'], HOME: home, TMPDIR: temporary ?? join(home, 'tmp') };
      const child = spawn(program, rest, { cwd: home, env, stdio: ['ignore', 'pipe', 'pipe'] });
      let stdout = '';
      let stderr = '';
      child.stdout.on('data', (data) => (stdout += String(data)));
      child.stderr.on('data', (data) => (stderr += String(data)));
      return new Promise((resolve, reject) => {
        child.once('error', reject);
        child.once('close', (code) => resolve({ code, stdout, stderr }));
      });
    },
  };
}

import { execFileSync } from 'node:child_process';

/** What the program prints for these arguments; throws when it fails. */
export function runTidebook(...args) {
  return execFileSync(process.execPath, ['bin/tidebook.mjs', ...args], { encoding: 'utf8' });
}

import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { git, writeText } from '../../support/cli.ts';
import { pictureOf, type CheckoutPicture } from '../../support/checkoutPicture.ts';
import type { Written } from './engineer.ts';
import { integrationBranch } from './plan.ts';

/** A person's repository as it is before a run, with work of theirs that is not committed. */
export function createLarder(folder: string, files: Readonly<Record<string, string>>): void {
  mkdirSync(folder, { recursive: true });
  for (const [path, text] of Object.entries(files)) writeText(folder, path, text);
  git(folder, 'init', '--quiet', '--initial-branch=main');
  git(folder, 'add', '--all');
  git(folder, 'commit', '--quiet', '--message=Larder without most of it');
  writeText(folder, 'README.md', `${files['README.md'] ?? ''}\nA line of mine that is not committed.\n`);
  writeText(folder, 'notes.txt', 'Nobody else has to read this.\n');
  writeText(folder, 'src/price.mjs', '// staged, and then changed once more\n');
  git(folder, 'add', 'src/price.mjs');
  writeText(folder, 'src/price.mjs', '// staged, and then changed once more: now\n');
}

/** Everything of the checkout that is the person's, the bytes of the index included. */
export interface Untouched extends Omit<CheckoutPicture, 'branches'> {
  readonly main: string;
  readonly indexBytes: string;
}

export function pictureOfLarder(folder: string): Untouched {
  const indexBytes = createHash('sha256')
    .update(readFileSync(join(folder, '.git', 'index')))
    .digest('hex');
  const { branches: _, ...picture } = pictureOf({ path: folder, git: (...args) => git(folder, ...args) });
  return { ...picture, main: git(folder, 'rev-parse', 'main'), indexBytes };
}

/** Runs all tests of what was merged in a clean clone; undefined when they pass, else what they print. */
export function failureOfResult(folder: string, clone: string): string | undefined {
  git(folder, 'clone', '--quiet', '--branch', integrationBranch, folder, clone);
  const env = { ...process.env, NODE_TEST_CONTEXT: '', NODE_OPTIONS: '' };
  const run = spawnSync(process.execPath, ['--test'], { cwd: clone, encoding: 'utf8', env });
  return run.status === 0 ? undefined : `${run.stdout}${run.stderr}`.slice(-2_000);
}

/** What agents wrote and no ref leads to: neither a branch nor what was submitted or rescued. */
export function findLost(folder: string, written: readonly Written[]): readonly Written[] {
  const options = { cwd: folder, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 } as const;
  const objects = execFileSync('git', ['rev-list', '--objects', '--all'], options).split('\n');
  const kept = new Set(objects.map((line) => line.slice(0, 40)));
  const last = new Map(written.map((each) => [`${each.task}/${each.leg}/${each.path}`, each]));
  return [...last.values()].filter(({ text }) => {
    const name = execFileSync('git', ['hash-object', '--stdin'], { ...options, input: text }).trim();
    return !kept.has(name);
  });
}

/** Merge commits of the integration branch by the task that they say they are of; each task once. */
export function mergedTwice(folder: string): readonly string[] {
  const format = '--format=%(trailers:key=S2-Task,valueonly,separator=)';
  const tasks = git(folder, 'log', '--first-parent', format, `main..${integrationBranch}`).split('\n');
  return tasks.filter((task, at) => tasks.indexOf(task) !== at);
}

import { createHash } from 'node:crypto';
import { cpSync, existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import process from 'node:process';
import type { CommandContext } from '../commands/commandContext.ts';

/** What a copy remembers about itself, in a file that only our copies have. */
interface DemoMark {
  /** Hash of the example that was copied. */
  readonly example: string;
  readonly finished: boolean;
}

/** How the copy for this run was come by. */
export type DemoFolder =
  | { readonly kind: 'fresh' | 'resumed'; readonly folder: string }
  | { readonly kind: 'not-possible'; readonly reason: string };

const markOf = (folder: string): string => join(folder, '.git', 's2-example.json');

/**
 * Gives a copy of the example as a git repository of its own: the one that is there while its run is unfinished, else a fresh one.
 * A folder that is there and is not such a copy is left alone.
 */
export async function prepareDemo(example: string, folder: string, context: CommandContext): Promise<DemoFolder> {
  const hash = hashOf(example);
  if (existsSync(folder)) {
    const mark = readMark(folder);
    const shown = relative(context.root, folder);
    if (mark === undefined) {
      return {
        kind: 'not-possible',
        reason: `${shown} was not made by this command; move it away and run the same command again.`,
      };
    }
    if (!mark.finished && mark.example === hash) return { kind: 'resumed', folder };
    console.log(`Removing the ${mark.finished ? 'finished' : 'outdated'} copy in ${shown}`);
    rmSync(folder, { recursive: true, force: true });
  }
  const scratch = `${folder}.${process.pid}`;
  rmSync(scratch, { recursive: true, force: true });
  mkdirSync(dirname(folder), { recursive: true });
  cpSync(example, scratch, { recursive: true });
  const problem = await makeRepository(scratch, context);
  if (problem !== undefined) {
    rmSync(scratch, { recursive: true, force: true });
    return { kind: 'not-possible', reason: problem };
  }
  writeMark(scratch, { example: hash, finished: false });
  renameSync(scratch, folder);
  return { kind: 'fresh', folder };
}

/** Notes that the copy's run has finished, so that the next run starts from a fresh one. */
export function noteFinished(folder: string): void {
  const mark = readMark(folder);
  if (mark !== undefined) writeMark(folder, { ...mark, finished: true });
}

async function makeRepository(folder: string, context: CommandContext): Promise<string | undefined> {
  const steps = [
    ['init', '--quiet', '-b', 'main'],
    ['config', 'user.name', 'S2 Example'],
    ['config', 'user.email', 'example@localhost'],
    ['config', 'commit.gpgsign', 'false'],
    ['add', '--all'],
    ['commit', '--quiet', '--no-verify', '-m', 'The plan and its workers'],
  ];
  for (const step of steps) {
    const ran = await runGit(step, folder, context);
    if (ran.code !== 0) return `\`git ${step.join(' ')}\` failed in ${folder}: ${ran.output.trim()}`;
  }
  return undefined;
}

async function runGit(
  step: readonly string[],
  folder: string,
  context: CommandContext,
): Promise<{ code: number; output: string }> {
  try {
    return await context.captureChild('git', step, { cwd: folder, env: context.env });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return { code: 1, output: 'git is not on the PATH; install git and run the same command again.' };
  }
}

function hashOf(folder: string): string {
  const hash = createHash('sha256');
  const files = globSync('**/*', { cwd: folder, withFileTypes: true }).filter((entry) => entry.isFile());
  for (const path of files.map((entry) => join(entry.parentPath, entry.name)).sort()) {
    hash
      .update(`${relative(folder, path)}\0`)
      .update(readFileSync(path))
      .update('\0');
  }
  return hash.digest('hex');
}

function readMark(folder: string): DemoMark | undefined {
  const path = markOf(folder);
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as DemoMark) : undefined;
}

function writeMark(folder: string, mark: DemoMark): void {
  writeFileSync(markOf(folder), `${JSON.stringify(mark)}\n`);
}

import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import process from 'node:process';
import type { CommandContext } from '../commands/commandContext.ts';
import type { FilesJob } from './filesJob.ts';
import { findTestFiles } from './findTestFiles.ts';
import type { TestCounts } from './testCounts.ts';
import type { TestStage } from './testStage.ts';

/** How a stage of test files is found and run. */
export interface NodeTestOptions {
  readonly name: string;
  readonly globs: readonly string[];
  readonly except?: readonly string[];
  readonly together?: boolean;
  readonly atOnce?: number;
  readonly timeoutMs: number;
  readonly brief?: boolean;
  /** A stage that need not have files yet. */
  readonly mayBeEmpty?: boolean;
  /** Makes what the files need; resolves to its exit code. */
  readonly prepare?: (context: CommandContext) => Promise<number>;
}

/** A stage that runs test files with Node's runner. */
export function nodeTestStage(options: NodeTestOptions): TestStage {
  return { name: options.name, run: (context, filter) => runStage(options, context, filter) };
}

async function runStage(
  options: NodeTestOptions,
  context: CommandContext,
  filter: string | undefined,
): Promise<TestCounts | undefined> {
  const all = findTestFiles(context.root, options.globs, options.except);
  const files = all.filter((file) => filter === undefined || relative(context.root, file).includes(filter));
  if (files.length === 0 && (filter !== undefined || options.mayBeEmpty === true)) return undefined;
  if (files.length === 0) return failedBecause(`no file matches ${options.globs.join(', ')}`);
  if (options.prepare !== undefined && (await options.prepare(context)) !== 0)
    return failedBecause('its set-up failed');
  return runInChild(options, context, files);
}

async function runInChild(
  options: NodeTestOptions,
  context: CommandContext,
  files: readonly string[],
): Promise<TestCounts> {
  const folder = join(context.root, '.cache', 'test');
  mkdirSync(folder, { recursive: true });
  const countsFile = join(folder, `counts-${process.pid}.json`);
  rmSync(countsFile, { force: true });
  const { together = false, atOnce = 2, timeoutMs, brief = false } = options;
  const job: FilesJob = { files, together, atOnce, timeoutMs, brief, countsFile };
  const script = join(context.root, 'scripts', 'tests', 'runFiles.ts');
  const flags = [...context.nodeFlags, '--enable-source-maps'];
  const code = await context.runChild(context.node, [...flags, script, JSON.stringify(job)], {
    cwd: context.root,
    env: context.env,
  });
  if (!existsSync(countsFile)) return failedBecause(`its process ended with ${code} before the tests did`);
  const counts = JSON.parse(readFileSync(countsFile, 'utf8')) as TestCounts;
  rmSync(countsFile);
  if (code !== 0 && counts.failed === 0)
    return { ...failedBecause(`its process ended with ${code}`), passed: counts.passed };
  return counts;
}

function failedBecause(reason: string): TestCounts {
  console.error(`The stage counts as failed: ${reason}.`);
  return { passed: 0, failed: 1 };
}

import { resolve } from 'node:path';
import { Command } from 'commander';
import { problemOf, sayProblem, type CommandContext } from './command.ts';

/** Options that every command has. */
export interface CommonOptions {
  readonly C?: string;
  readonly json?: true;
}

/** Makes a command with the options that every command has. */
export function command(name: string, summary: string): Command {
  return new Command(name)
    .description(summary)
    .option('-C <folder>', 'work in this folder instead of the current one')
    .option('--json', 'print JSON for machines')
    .exitOverride();
}

export function contextOf(options: CommonOptions): CommandContext {
  return { folder: folderOf(options.C ?? '.'), json: options.json ?? false };
}

/** The path as it is when the current folder is gone: whoever uses it says that there is no such folder. */
function folderOf(path: string): string {
  try {
    return resolve(path);
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return path;
    throw cause;
  }
}

/** Runs a command to its exit code; what it could not foresee is said in one sentence. */
export async function finish(context: CommandContext, work: Promise<number>): Promise<void> {
  try {
    process.exitCode = await work;
  } catch (cause) {
    process.exitCode = sayProblem(problemOf(cause), context);
  }
}

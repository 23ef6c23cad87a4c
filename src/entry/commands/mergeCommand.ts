import type { Command } from 'commander';
import type { MergeDone, MergeLook, MergeProblem } from '../../protocol/resultMerge.ts';
import type { Result } from '../../base/result.ts';
import { createResultDesk } from '../resultDesk.ts';
import { exitCodes, say, sayJson, sayProblem, type CommandContext } from './command.ts';
import type { CommandMaker } from './verbCommands.ts';

export interface MergeOptions {
  readonly dryRun?: true;
  readonly undo?: true;
}

/** `s2 merge`: the command by which a person takes what the swarm has merged into the branch that they have checked out. */
export function mergeCommand({ command, run }: CommandMaker): Command {
  return command('merge', 'merge the result into the branch that you have checked out, beside your edits')
    .option('--dry-run', 'only say what it comes to')
    .option('--undo', 'take the last merge back, as long as nothing was committed on top')
    .action((options: MergeOptions) => run(options, (context) => merge(context, options)));
}

async function merge(context: CommandContext, options: MergeOptions): Promise<number> {
  const desk = createResultDesk();
  if (options.undo) return sayDone(context, await desk.undo(context.folder));
  const looked = await desk.look(context.folder);
  if (!looked.ok && (looked.error.code !== 'cut-off' || options.dryRun)) return sayProblem(looked.error, context);
  const before = looked.ok ? looked.value : undefined;
  if (before && (options.dryRun || before.outcome === 'contained')) {
    if (context.json) sayJson({ ok: true, ...before });
    else for (const line of describeLook(before)) say(line);
    return exitCodes.ok;
  }
  if (!context.json) for (const line of before ? describeLook(before) : ['Going on with what was cut off.']) say(line);
  return sayDone(context, await desk.merge(context.folder, before), before);
}

function describeLook(look: MergeLook): readonly string[] {
  const { branch, integrationBranch, commits, files, tasks, open, notes } = look;
  const from = `${integrationBranch} (${look.result.slice(0, 12)})`;
  const missing = open.length === 0 ? [] : [`Not part of it, because not merged yet: ${shorten(open)}.`];
  if (look.outcome === 'contained') return [`${branch} holds ${from} already; there is nothing to merge.`, ...missing];
  return [
    `Merging ${from} into ${branch}: ${count(commits, 'commit')}, ${count(files.count, 'file')} (${shorten(files.first)}).`,
    ...(tasks.length === 0 ? [] : [`Tasks: ${shorten(tasks.map(({ id, title }) => `${id} ${title}`))}.`]),
    ...missing,
    ...notes,
  ];
}

function sayDone(context: CommandContext, done: Result<MergeDone, MergeProblem>, look?: MergeLook): number {
  if (!done.ok) return sayProblem(done.error, context);
  const { kind, branch, merge: commit, before, unrecorded } = done.value;
  if (context.json) sayJson({ ok: true, ...look, ...done.value });
  else if (kind === 'undo') say(`${branch} is back at ${before.slice(0, 12)}; your edits are as they were.`);
  else say(`${branch} is at ${commit.slice(0, 12)}. \`s2 merge --undo\` takes it back until you commit on top.`);
  if (unrecorded === null) return exitCodes.ok;
  return context.json ? exitCodes.problem : sayProblem({ code: 'unrecorded', message: unrecorded }, context);
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}

function shorten(items: readonly string[]): string {
  return items.slice(0, 10).join(', ') + (items.length > 10 ? ` and ${items.length - 10} more` : '');
}

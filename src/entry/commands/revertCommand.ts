import type { Command } from 'commander';
import { revertTask } from '../revertDesk.ts';
import { exitCodes, say, sayJson, sayProblem, type CommandContext } from './command.ts';
import type { CommandMaker } from './verbCommands.ts';

/** `s2 revert`: takes a merged task back from the integration branch. */
export function revertCommand({ command, run }: CommandMaker): Command {
  return command('revert', 'take a merged task back from the integration branch')
    .argument('<task>')
    .option('--reopen', 'have it done again; otherwise it is withdrawn')
    .action((task: string, options: { readonly reopen?: true }) =>
      run(options, (context) => revert(context, task, options.reopen ?? false)),
    );
}

async function revert(context: CommandContext, task: string, reopen: boolean): Promise<number> {
  const reverted = await revertTask(context.folder, task, { reopen, signal: new AbortController().signal });
  if (!reverted.ok) return sayProblem(reverted.error, context);
  const { branch, commit } = reverted.value;
  if (context.json) {
    sayJson({ ok: true, ...reverted.value });
    return exitCodes.ok;
  }
  say(`The merge of ${task} is taken back: ${branch} is at ${commit.slice(0, 12)}.`);
  say(
    reopen
      ? `${task} is open again; \`s2 run\` has it done anew.`
      : `${task} is withdrawn. Take it out of its phase file, too, or the next launch plans it again.`,
  );
  return exitCodes.ok;
}

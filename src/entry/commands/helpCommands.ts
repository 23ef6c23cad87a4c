import type { Command } from 'commander';
import { askAs, steer } from './steerCommands.ts';
import type { CommandMaker } from './verbCommands.ts';

interface HelpOptions {
  readonly session?: string;
  readonly epoch?: string;
  readonly reason: string;
  readonly needs?: readonly string[];
}

/** The commands by which people and outside agents bring help to whoever needs it. */
export function helpCommands({ command, run }: CommandMaker): readonly Command[] {
  return [
    command('help-request', 'ask for help with a task in work, or say how to help with a blocker')
      .argument('<task|blocker>')
      .requiredOption('--reason <text>', 'what a helper is to do')
      .option('--needs <capability...>', 'what a helper must be able to do')
      .option('--session <id>', 'ask in the name of this session instead of your own')
      .option('--epoch <n>', 'with --session and a task: the epoch that the claim was granted with')
      .action((subject: string, options: HelpOptions) =>
        run(options, (context) => {
          const { session, epoch, reason, needs = [] } = options;
          if (session === undefined) {
            const done = `Help with ${subject} is asked for.`;
            return steer(context, (leader) => leader.requestHelp(subject, reason, needs), done);
          }
          const claim = epoch === undefined ? {} : { epoch: Number(epoch) };
          return askAs(context, session, { verb: 'requestHelp', subject, session, ...claim, reason, needs });
        }),
      ),
    command('offer-help', 'offer to help with a blocker, as a session')
      .argument('<blocker>')
      .requiredOption('--session <id>', 'the session that offers')
      .option('--note <text>', 'what it would do on its own side')
      .action((blocker: string, options: { readonly session: string; readonly note?: string }) =>
        run(options, (context) => {
          const { session, note = '' } = options;
          return askAs(context, session, { verb: 'offerHelp', session, blocker, note });
        }),
      ),
    command('accept-help', 'accept an offer: the helper gets its task')
      .argument('<blocker>')
      .argument('<helper>')
      .option('--session <id>', 'accept in the name of this session instead of your own')
      .action((blocker: string, helper: string, options: Pick<HelpOptions, 'session'>) =>
        run(options, (context) => {
          const { session } = options;
          if (session !== undefined) return askAs(context, session, { verb: 'acceptHelp', blocker, helper, session });
          return steer(context, (leader) => leader.acceptHelp(blocker, helper), `${helper} helps with ${blocker}.`);
        }),
      ),
  ];
}

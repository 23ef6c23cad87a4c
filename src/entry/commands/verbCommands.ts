import { InvalidArgumentError, type Command } from 'commander';
import type { Request } from '../../protocol/verbs.ts';
import type { CommandContext } from './command.ts';
import { acceptCommits } from './acceptCommits.ts';
import { clean } from './cleanCommand.ts';
import { reopen, type ReopenOptions } from './reopenCommand.ts';
import { askAs, decide, steer } from './steerCommands.ts';

/** What the command line gives a command to be made with. */
export interface CommandMaker {
  /** A command with the options that every command has. */
  readonly command: (name: string, summary: string) => Command;
  /** Runs it to its exit code. */
  readonly run: (options: object, work: (context: CommandContext) => Promise<number>) => Promise<void>;
}

/** The commands by which a person steers a running swarm. */
export function steeringCommands({ command, run }: CommandMaker): readonly Command[] {
  return [
    command('pause', 'hand out no more tasks').action((options: object) =>
      run(options, (context) =>
        steer(context, (leader) => leader.pause(), 'The swarm is paused. `s2 resume` goes on.'),
      ),
    ),
    command('resume', 'hand out tasks again').action((options: object) =>
      run(options, (context) => steer(context, (leader) => leader.resume(), 'The swarm goes on.')),
    ),
    command('stop', 'end the agents; the next run resumes').action((options: object) =>
      run(options, (context) =>
        steer(context, async (leader) => ({ ok: true, value: await leader.stop() }), 'The swarm has stopped.'),
      ),
    ),
    command('reopen', 'give a failed task new attempts, or have a completed one done again')
      .argument('<task>')
      .option('--with-dependents', 'also the completed tasks that were built on it')
      .action((task: string, options: ReopenOptions) => run(options, (context) => reopen(context, task, options))),
    command('release', 'take a task from whoever works on it')
      .argument('<task>')
      .action((task: string, options: object) =>
        run(options, (context) => steer(context, (leader) => leader.release(task), `${task} is open again.`)),
      ),
    command('accept-commits', 'take over commits that somebody else put onto the integration branch')
      .argument('[head]', 'the commit that the branch is at, as you have seen it')
      .action((head: string | undefined, options: object) => run(options, (context) => acceptCommits(context, head))),
    command('clean', 'remove saved work that is merged')
      .argument('[refs...]', 'saved work that is merged nowhere and is to go as well')
      .option('--all', 'remove all saved work')
      .option('--worktrees', 'remove worktrees, too, but for those with uncommitted or unmerged work')
      .option('--dry-run', 'only show it')
      .action((refs: string[], options: { all?: true; worktrees?: true; dryRun?: true }) =>
        run(options, (context) =>
          clean(context, {
            dryRun: options.dryRun ?? false,
            also: options.all ? 'all' : refs,
            worktrees: options.worktrees ?? false,
          }),
        ),
      ),
    command('clear', 'clear a blocker whose cause is gone')
      .argument('<blocker>')
      .action((blocker: string, options: object) =>
        run(options, (context) =>
          decide(context, (person) => person.clearBlocker(blocker), `Blocker ${blocker} is cleared.`),
        ),
      ),
  ];
}

interface SessionOptions {
  readonly session: string;
  readonly epoch: number;
  readonly commit: string;
  readonly reason: string;
  readonly needs?: readonly string[];
  readonly on?: string;
}

/** The commands by which an outside agent works as a session; each prints the coordinator's answer as JSON. */
export function sessionCommands({ command, run }: CommandMaker): readonly Command[] {
  const sessionCommand = (name: string, summary: string): Command =>
    command(name, summary).requiredOption('--session <id>', 'the session in whose name this is asked');
  const underClaim = (name: string, summary: string): Command =>
    sessionCommand(name, summary)
      .argument('<task>')
      .requiredOption('--epoch <n>', 'the epoch that the claim was granted with', toEpoch);
  const ask = (options: SessionOptions, request: Request): Promise<void> =>
    run(options, (context) => askAs(context, options.session, request));
  const claimOf = (task: string, { session, epoch }: SessionOptions) => ({ task, session, epoch });
  return [
    sessionCommand('ready', 'list the tasks that a session could claim now').action((options: SessionOptions) =>
      ask(options, { verb: 'listReady', session: options.session }),
    ),
    sessionCommand('claim', "claim a task, or the session's next one")
      .argument('[task]')
      .action((task: string | undefined, options: SessionOptions) => {
        const { session } = options;
        return ask(
          options,
          task === undefined ? { verb: 'claimNext', session, wait: false } : { verb: 'claim', task, session },
        );
      }),
    sessionCommand('heartbeat', 'say that the session is there: three minutes without a word end its claims').action(
      (options: SessionOptions) => ask(options, { verb: 'heartbeat', session: options.session }),
    ),
    underClaim('progress', 'note how far the work on a task is')
      .argument('<note>')
      .action((task: string, note: string, options: SessionOptions) =>
        ask(options, { verb: 'progress', ...claimOf(task, options), note }),
      ),
    underClaim('give-back', 'end a claim without a result or a failure').action(
      (task: string, options: SessionOptions) =>
        ask(options, { verb: 'release', ...claimOf(task, options), reason: 'released' }),
    ),
    underClaim('complete', 'hand a commit to the merge queue')
      .requiredOption('--commit <sha>', 'the full hash of the commit that holds the work', toCommit)
      .action((task: string, options: SessionOptions) =>
        ask(options, { verb: 'complete', ...claimOf(task, options), commit: options.commit, evidence: [] }),
      ),
    underClaim('fail', 'end an attempt without a result')
      .requiredOption('--reason <text>', 'what went wrong')
      .action((task: string, options: SessionOptions) =>
        ask(options, { verb: 'fail', ...claimOf(task, options), reason: options.reason, evidence: [] }),
      ),
    underClaim('block', 'report that the session cannot go on')
      .requiredOption('--reason <text>', 'what it waits for')
      .option('--needs <capability...>', 'what a helper must be able to do')
      .option('--on <task|session>', 'whose work it waits for')
      .action((task: string, options: SessionOptions) =>
        ask(options, {
          verb: 'reportBlocker',
          ...claimOf(task, options),
          reason: options.reason,
          needs: options.needs ?? [],
          ...(options.on === undefined ? {} : { on: options.on }),
        }),
      ),
  ];
}

function toEpoch(text: string): number {
  const epoch = Number(text);
  if (Number.isSafeInteger(epoch) && epoch > 0) return epoch;
  throw new InvalidArgumentError('Say the number that the claim was granted with.');
}

function toCommit(text: string): string {
  if (/^[0-9a-f]{40,64}$/.test(text)) return text;
  throw new InvalidArgumentError('Say the full hash, as `git rev-parse HEAD` prints it.');
}

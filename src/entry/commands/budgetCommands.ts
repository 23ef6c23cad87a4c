import { Option, type Command } from 'commander';
import { costWays, formatBreakers, formatBudget, type CostWay } from '../../app/report/formatBudget.ts';
import type { Steering } from '../../app/leader/steer.ts';
import { formatMoney } from '../../domain/governor/money.ts';
import { balanceAt } from '../../protocol/budgetPlace.ts';
import { capMeant, parseCapWish } from '../../protocol/capWish.ts';
import type { LeaderProblem, SetBudget } from '../../protocol/swarmLeader.ts';
import type { SwarmSnapshot } from '../../protocol/swarmSnapshot.ts';
import { err, type Result } from '../../base/result.ts';
import { readSwarm } from '../readSwarm.ts';
import { exitCodes, say, sayJson, sayProblem, type CommandContext } from './command.ts';
import { askAs, decide } from './steerCommands.ts';
import type { CommandMaker } from './verbCommands.ts';

/** `s2 budget` and `s2 breakers`, with what a person may change. */
export function budgetCommands(maker: CommandMaker): readonly Command[] {
  return [budget(maker), breakers(maker), ...reservations(maker)];
}

function budget({ command, run }: CommandMaker): Command {
  return command('budget', 'show what the swarm costs by session, task, model, phase and day, and what it will cost')
    .addOption(new Option('--by <way>', 'one way of telling it alone').choices(costWays))
    .action((options: { readonly by?: CostWay }) =>
      run(options, (context) =>
        show(
          context,
          (snapshot) => formatBudget(snapshot, options.by === undefined ? undefined : [options.by]),
          ({ money }) => money,
        ),
      ),
    )
    .addCommand(
      command('set', 'give a session, a task, the swarm, each task or each day another cap')
        .argument('<what>', 'a session or task id, or one of swarm, task (every task), day (every day, UTC)')
        .argument('<amount>', 'US dollars such as 40.0 or $40, +10 for so much more, or none')
        .action((what: string, amount: string, options: object, self: Command) =>
          run({ ...self.parent?.opts(), ...options }, (context) =>
            decide(context, (person, hearing) => setBudget(person, { ...hearing, what, amount }), capSet(what, amount)),
          ),
        ),
    )
    .addCommand(
      command('leave', 'leave a session, a task, the swarm or today halted: it asks nobody any more')
        .argument('<what>', 'a session or task id, swarm or day')
        .action((what: string, options: object, self: Command) =>
          run({ ...self.parent?.opts(), ...options }, (context) =>
            decide(
              context,
              (person, { before }) => person.leaveHalted(placeOf(before, what)),
              what === 'day'
                ? 'Today stays halted until its cap is set or it is over.'
                : `The halt of ${nameOf(what)} lasts until its cap is set.`,
            ),
          ),
        ),
    );
}

function breakers({ command, run }: CommandMaker): Command {
  return command('breakers', 'show the breakers that are open or count failures')
    .action((options: object) =>
      run(options, (context) => show(context, formatBreakers, (snapshot) => snapshot.breakers)),
    )
    .addCommand(
      command('reset', 'close a breaker at once')
        .argument('<name>', 'a session, the credential that a provider refused, or a command that does not work')
        .action((name: string, options: object, self: Command) =>
          run({ ...self.parent?.opts(), ...options }, (context) =>
            decide(
              context,
              (person, { before }) => resetBreaker(person, before, name),
              `The breaker of ${name} is closed.`,
            ),
          ),
        ),
    );
}

interface ReserveOptions {
  readonly session: string;
  readonly epoch: string;
  readonly model: string;
  readonly prompt: string;
  readonly output: string;
}

interface SettleOptions {
  readonly session: string;
  readonly epoch: string;
  readonly input: string;
  readonly output: string;
  readonly cacheRead: string;
  readonly cacheWrite: string;
}

/** By which an outside agent keeps its model calls within the caps; each prints the coordinator's answer as JSON. */
function reservations({ command, run }: CommandMaker): readonly Command[] {
  const underClaim = (name: string, summary: string): Command =>
    command(name, summary)
      .argument('<task>')
      .requiredOption('--session <id>', 'the session in whose name this is asked')
      .requiredOption('--epoch <n>', 'the epoch that the claim was granted with');
  return [
    underClaim('reserve', 'set money aside before a model call')
      .requiredOption('--model <name>', 'a tier or model whose price is known')
      .requiredOption('--prompt <tokens>', 'counted tokens of the prompt')
      .requiredOption('--output <tokens>', 'the most tokens that the answer may have')
      .action((task: string, options: ReserveOptions) =>
        run(options, (context) => {
          const { session, epoch, model, prompt, output } = options;
          const call = { model, prompt: Number(prompt), maxOutput: Number(output), cache: '1h' } as const;
          return askAs(context, session, { verb: 'reserve', task, session, epoch: Number(epoch), ...call });
        }),
      ),
    underClaim('settle', 'say what a call used')
      .argument('<reservation>', 'what `reserve` answered')
      .requiredOption('--input <tokens>', 'prompt tokens beside the cache')
      .requiredOption('--output <tokens>')
      .option('--cache-read <tokens>', 'prompt tokens read from the cache', '0')
      .option('--cache-write <tokens>', 'prompt tokens written to the cache for an hour', '0')
      .action((task: string, reservation: string, options: SettleOptions) =>
        run(options, (context) => {
          const { session, epoch, input, output, cacheRead, cacheWrite } = options;
          const usage = {
            input: Number(input),
            output: Number(output),
            cacheRead: Number(cacheRead),
            cacheWrite5m: 0,
            cacheWrite1h: Number(cacheWrite),
          };
          return askAs(context, session, { verb: 'settle', task, session, epoch: Number(epoch), reservation, usage });
        }),
      ),
  ];
}

async function show(
  context: CommandContext,
  format: (snapshot: SwarmSnapshot) => string,
  json: (snapshot: SwarmSnapshot) => unknown,
): Promise<number> {
  const read = await readSwarm(context.folder);
  if (!read.ok) return sayProblem(read.error, context);
  if (context.json) sayJson(json(read.value));
  else say(format(read.value));
  return exitCodes.ok;
}

/** What a person is told when a cap was set as they asked. */
function capSet(what: string, amount: string): string {
  const wish = parseCapWish(amount);
  if (wish?.kind === 'by') return `The cap of ${nameOf(what)} is raised by ${formatMoney(wish.more)}.`;
  return wish?.kind === 'to'
    ? `The cap of ${nameOf(what)} is ${formatMoney(wish.cap)} now.`
    : `There is no cap for ${nameOf(what)} now.`;
}

function nameOf(what: string): string {
  switch (what) {
    case 'swarm':
      return 'the swarm';
    case 'day':
      return 'each day (UTC)';
    case 'task':
      return 'every task';
    default:
      return what;
  }
}

async function setBudget(
  person: Steering,
  asked: { readonly before: SwarmSnapshot; readonly what: string; readonly amount: string },
): Promise<Result<void, LeaderProblem>> {
  const { before, what, amount } = asked;
  const wish = parseCapWish(amount);
  if (!wish)
    return err({
      code: 'amount',
      message: `${amount} is no amount. Write US dollars such as 40.0 or $40, +10 for so much more, or none.`,
    });
  const place = placeOf(before, what);
  const { budget } = balanceAt(before.money, place);
  if (wish.kind === 'by' && budget === null)
    return err({
      code: 'amount',
      message: `${what} has no cap that could be raised. Write the amount that it should have.`,
    });
  return person.setBudget({ ...place, cap: capMeant(wish, budget) });
}

function placeOf({ tasks }: SwarmSnapshot, what: string): Pick<SetBudget, 'scope' | 'id'> {
  if (what === 'swarm' || what === 'day' || what === 'task') return { scope: what, id: '' };
  return { scope: tasks.some(({ id }) => id === what) ? 'task' : 'session', id: what };
}

function resetBreaker(person: Steering, before: SwarmSnapshot, name: string): Promise<Result<void, LeaderProblem>> {
  const known = before.breakers.find(({ id, state }) => id === name && state !== 'closed');
  return person.resetBreaker(known?.kind ?? 'session', name);
}

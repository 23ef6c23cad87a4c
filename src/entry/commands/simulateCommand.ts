import type { Command } from 'commander';
import { nodePrimitives } from '../../adapters/signing/nodePrimitives.ts';
import { promisesSettled } from '../../adapters/system/promisesSettled.ts';
import { formatSimulation } from '../../app/report/formatSimulation.ts';
import { checkKnobs, usualKnobs, type Knobs } from '../../app/simulate/knobs.ts';
import { simulateSwarms } from '../../app/simulate/simulateSwarms.ts';
import { summarizeRuns } from '../../app/simulate/summarizeRuns.ts';
import { exitCodes, say, sayJson, sayProblem, type CommandContext } from './command.ts';
import type { CommandMaker } from './verbCommands.ts';

/** More runs than anybody waits for. */
const mostRuns = 1_000_000;

/** What each knob is called on the command line, and says. */
const options: Readonly<Record<keyof Knobs, readonly [flag: string, about: string]>> = {
  sessions: ['--sessions <n>', 'virtual sessions'],
  tasks: ['--tasks <n>', 'tasks of the plan'],
  agents: ['--agents <n>', 'agents of each session'],
  sharing: ['--sharing <n>', 'sessions that share a credential'],
  failure: ['--failure <share>', 'attempts that go wrong though the session is capable'],
  unskilled: ['--unskilled <share>', 'factor on success for each capability that is lacking'],
  falseCompletion: ['--false-completion <share>', 'attempts that are handed in without being done'],
  silent: ['--silent <share>', 'attempts in which the session falls silent'],
  stall: ['--stall <share>', 'attempts in which an agent gets nowhere'],
  providerFailure: ['--provider-failure <share>', 'model calls that fail'],
  blocked: ['--blocked <share>', 'tasks that meet a blocker'],
  outside: ['--outside <share>', 'blockers that only a person can remove'],
  approval: ['--approval <share>', 'tasks that a person has to approve first'],
  alone: ['--alone <factor>', 'how much longer a blocker takes who is not capable'],
  overclaim: ['--overclaim <share>', 'declared capabilities that are not there'],
  budget: ['--budget <factor>', "the cap, as a multiple of the plan's cost without failures"],
};

type SimulateOptions = Readonly<Partial<Record<keyof Knobs | 'runs' | 'seed', string>>>;

/** `s2 simulate`: many virtual swarms on the real coordinator, with and without the governor. */
export function simulateCommand({ command, run }: CommandMaker): Command {
  const made = command('simulate', 'show what the governor is worth on virtual swarms, drawn from seeds')
    .option('--runs <n>', 'how many swarms', '100')
    .option('--seed <n>', 'the first seed', '1');
  for (const [name, [flag, about]] of Object.entries(options))
    made.option(flag, `${about} (${usualKnobs[name as keyof Knobs]})`);
  return made.action((given: SimulateOptions) => run(given, (context) => simulate(context, given)));
}

async function simulate(context: CommandContext, given: SimulateOptions): Promise<number> {
  const knobs = { ...usualKnobs };
  for (const name of Object.keys(options) as (keyof Knobs)[]) {
    const text = given[name];
    if (text !== undefined) knobs[name] = text.trim() === '' ? Number.NaN : Number(text);
  }
  const [runs, from] = [Number(given.runs), Number(given.seed)];
  const wrong =
    checkKnobs(knobs) ??
    (isWhole(runs, 1, mostRuns) ? undefined : `runs must be a whole number from 1 to ${mostRuns}.`) ??
    (isWhole(from, 0, 2 ** 31) ? undefined : 'seed must be a whole number from 0 to 2147483648.');
  if (wrong !== undefined) {
    sayProblem({ code: 'usage', message: wrong }, context);
    return exitCodes.usage;
  }
  const ended = new AbortController();
  const stop = (): void => ended.abort();
  process.once('SIGINT', stop);
  const told = (done: number): void => {
    if (process.stderr.isTTY) process.stderr.write(`\r${done} of ${runs} swarms${done === runs ? '\n' : ''}`);
  };
  const tools = { primitives: nodePrimitives, settle: promisesSettled };
  const simulated = await simulateSwarms({ knobs, from, runs }, tools, { signal: ended.signal, told });
  process.off('SIGINT', stop);
  if (simulated.runs === 0) return exitCodes.problem;
  const summary = summarizeRuns(simulated);
  if (context.json) sayJson(summary);
  else say(formatSimulation(summary));
  return exitCodes.ok;
}

function isWhole(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most;
}

import { escalationKinds, type AskedKind } from '../simulate/askedKind.ts';
import type { SimulationSummary, Spread, SwarmSummary } from '../simulate/summarizeRuns.ts';
import { formatTable } from './formatStatus.ts';

/** What a simulation shows, as lines: each figure as its mean and, in brackets, its 5th to 95th percentile over the runs. */
export function formatSimulation({ knobs, seeds, governed, ungoverned, unblockFaster }: SimulationSummary): string {
  const { from, runs } = seeds;
  const row = (name: string, figure: (summary: SwarmSummary) => string): readonly string[] => [
    name,
    figure(governed),
    figure(ungoverned),
  ];
  const table = formatTable([
    ['', 'with governor', 'without'],
    row('wasted cost', ({ waste }) => shares(waste)),
    row('cost', ({ cost }) => ranged(cost, (value) => `$${value.toFixed(2)}`)),
    row('cost per completed task', ({ costPerTask }) => ranged(costPerTask, (value) => `$${value.toFixed(2)}`)),
    row(
      'cap overrun',
      ({ overruns, largestOverrun }) => `${overruns} of ${runs} runs, at most $${largestOverrun.toFixed(2)}`,
    ),
    row('report of a blocker to its end', ({ unblockMinutes }) => minutes(unblockMinutes)),
    row('help and searches for errors, per task', ({ rescues }) => shares(rescues)),
    row('escalations to a person, per task', ({ escalations }) => shares(escalations)),
    ...escalationKinds.map((kind) => row(`  of these: ${named[kind]}`, ({ asked }) => share(asked[kind]))),
    row('approvals by plan and policy, per task', ({ asked }) => share(asked.approval)),
    row('warnings at 80 % of a cap, per task', ({ asked }) => share(asked.warning)),
    row('wait for a claim, median', ({ waitP50 }) => minutes(waitP50)),
    row('wait for a claim, p95', ({ waitP95 }) => minutes(waitP95)),
    row('all done after', ({ hours }) => ranged(hours, (value) => `${value.toFixed(1)} h`)),
    row('tasks held or merged twice', ({ races }) => String(races)),
    row('runs that did not finish', ({ unfinished }) => `${unfinished} of ${runs}`),
  ]);
  return [
    `${runs} virtual swarms of ${knobs.sessions} sessions and ${knobs.tasks} tasks, seeds ${from} to ${from + runs - 1}, each with and without the governor`,
    '',
    ...table,
    '',
    `Blockers are cleared ${Math.abs(100 * unblockFaster).toFixed(0)} % ${unblockFaster < 0 ? 'later' : 'sooner'} with the governor. All of this follows from a model: see docs/simulate.md.`,
  ].join('\n');
}

const named: Readonly<Record<AskedKind, string>> = {
  failure: 'tasks that failed for good',
  blocker: 'blockers that nobody helps with',
  cap: 'caps that are reached',
  breaker: 'breakers',
  question: 'questions',
  approval: 'approvals',
  warning: 'warnings',
};

function shares(spread: Spread): string {
  return ranged(spread, (value) => share(value, 1));
}

function share(value: number, digits = 2): string {
  return `${(100 * value).toFixed(digits)} %`;
}

function minutes(spread: Spread): string {
  return ranged(spread, (value) => `${value.toFixed(1)} min`);
}

function ranged({ mean, p5, p95 }: Spread, format: (value: number) => string): string {
  return `${format(mean)} (${format(p5)} to ${format(p95)})`;
}

import { formatDollars } from '../../base/dollars.ts';
import { savingsOf, type BreakerView, type MoneyView, type StandingView } from '../../protocol/moneyView.ts';
import type { SwarmSnapshot } from '../../protocol/swarmSnapshot.ts';
import { formatTable } from './formatStatus.ts';

/** The ways in which costs are told, in the order in which they are shown. */
export const costWays = ['session', 'task', 'model', 'phase', 'day'] as const;
export type CostWay = (typeof costWays)[number];

/** What a swarm costs, as lines: as a whole, then each way that is asked for. */
export function formatBudget({ swarm, money }: SwarmSnapshot, ways: readonly CostWay[] = costWays): string {
  const { today } = money;
  const isDay = today.day !== '';
  return [
    `${swarm.name}: ${formatDollars(money.spent)} spent, ${formatDollars(money.reserved)} reserved${capOf(money.budget)}${markOf(money.standing)}; ${forecastOf(money)}`,
    ...(isDay
      ? [`today (${today.day} UTC): ${formatDollars(today.spent)} spent${capOf(today.budget)}${markOf(today.standing)}`]
      : []),
    ...savings(money),
    ...ways.flatMap((way) => section(titles[way], rowsBy[way](money), ways.length === 1)),
  ].join('\n');
}

type Row = readonly string[];

const titles: Readonly<Record<CostWay, string>> = {
  session: 'By session',
  task: 'By task',
  model: 'By model',
  phase: 'By phase',
  day: 'By day (UTC)',
};

const rowsBy: Readonly<Record<CostWay, (money: MoneyView) => readonly Row[]>> = {
  session: ({ bySession }) => bySession.map((line) => row([line.id], line)),
  task: ({ byTask }) => byTask.map((line) => row([line.id], line)),
  model: ({ byModel }) => byModel.map((line) => row([line.model], line)),
  phase: ({ byPhase }) =>
    byPhase.map((line) => row([line.session, line.phase === null ? 'no phase' : `phase ${line.phase}`], line)),
  day: ({ byDay }) => byDay.map((line) => row([line.day], line)),
};

function row(name: Row, line: Pick<MoneyView, 'spent' | 'reserved'> & Partial<MoneyView>): Row {
  const { spent, reserved, budget = null, standing = 'within' } = line;
  return [...name, formatDollars(spent), `${formatDollars(reserved)} reserved${capOf(budget)}${markOf(standing)}`];
}

/** What it will come to; a cap that stands in the way is said here, where something can still be done about it. */
function forecastOf({ forecast, budget }: MoneyView): string {
  const beyond = budget !== null && forecast > budget ? ', more than the cap' : '';
  return `about ${formatDollars(forecast)} when all is done${beyond}`;
}

/** What routing has saved, or has cost beyond Sonnet. */
function savings(money: MoneyView): readonly string[] {
  const { saved, share } = savingsOf(money);
  if (money.atSonnet <= 0 || saved === 0) return [];
  const [amount, percent] = [formatDollars(Math.abs(saved)), Math.abs(Math.round(100 * share))];
  return [`${amount} (${percent} %) ${saved > 0 ? 'less' : 'more'} than the same calls on Sonnet`];
}

/** The breakers that are open or count failures, as lines. */
export function formatBreakers({ breakers }: SwarmSnapshot): string {
  if (breakers.length === 0) return 'All breakers are closed.';
  return formatTable(
    breakers.map((breaker) => [breaker.id, breaker.kind === 'pool' ? 'credential' : breaker.kind, describe(breaker)]),
  ).join('\n');
}

function describe({ state, failures, until, reason }: BreakerView): string {
  if (state === 'closed') return `closed, ${failures} failed in a row, ${reason}`;
  if (state === 'half-open') return `half-open: ${reason}`;
  return until === null
    ? `open until it is reset: ${reason}`
    : `open until ${new Date(until).toISOString()}: ${reason}`;
}

/** A way that has nothing to tell is left out, unless it was asked for by itself. */
function section(title: string, rows: readonly Row[], isAlone: boolean): readonly string[] {
  if (rows.length === 0) return isAlone ? ['', title, '  nothing yet'] : [];
  const indented = rows.map(([first = '', ...rest]) => [`  ${first}`, ...rest]);
  return ['', title, ...formatTable(indented)];
}

function capOf(budget: number | null): string {
  return budget === null ? '' : ` of ${formatDollars(budget)}`;
}

function markOf(standing: StandingView): string {
  if (standing === 'halted') return ' (halted)';
  return standing === 'warning' ? ' (over 80 %)' : '';
}

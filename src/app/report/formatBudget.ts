import type { BreakerView } from '../../protocol/moneyView.ts';
import type { SwarmSnapshot } from '../../protocol/swarmSnapshot.ts';
import { formatTable } from './formatStatus.ts';

/** What a swarm costs, as lines. */
export function formatBudget({ swarm, money, sessions }: SwarmSnapshot): string {
  const head = `${swarm.name}: ${dollars(money.spent)} spent, ${dollars(money.reserved)} reserved${capOf(money.budget)}; about ${dollars(money.forecast)} when all is done`;
  const today =
    money.today.day === ''
      ? []
      : [`today (${money.today.day} UTC): ${dollars(money.today.spent)} spent${capOf(money.today.budget)}`];
  return [
    head,
    ...today,
    ...savings(money),
    ...section(
      'By session',
      sessions.map(({ id, spent, reserved, budget }) => row(id, spent, reserved, budget)),
    ),
    ...section(
      'By task',
      money.byTask.map(({ id, spent, reserved, budget }) => row(id, spent, reserved, budget)),
    ),
    ...section(
      'By model',
      money.byModel.map(({ model, spent }) => [model, dollars(spent)]),
    ),
    ...section(
      'By phase',
      money.byPhase.map(({ session, phase, spent }) => [
        session,
        phase === null ? 'no phase' : `phase ${phase}`,
        dollars(spent),
      ]),
    ),
    ...section(
      'By day (UTC)',
      money.byDay.map(({ day, spent, reserved }) => row(day, spent, reserved, null)),
    ),
  ].join('\n');
}

/** What routing has saved, when it has saved anything. */
function savings({ spent, atSonnet }: SwarmSnapshot['money']): readonly string[] {
  const saved = atSonnet - spent;
  if (atSonnet <= 0 || saved <= 0) return [];
  return [`${dollars(saved)} (${Math.round((100 * saved) / atSonnet)} %) less than the same calls on Sonnet`];
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

function section(title: string, rows: readonly (readonly string[])[]): readonly string[] {
  return rows.length === 0
    ? []
    : ['', title, ...formatTable(rows.map((cells) => cells.map((cell, at) => (at === 0 ? `  ${cell}` : cell))))];
}

function row(name: string, spent: number, reserved: number, budget: number | null): readonly string[] {
  return [name, dollars(spent), `${dollars(reserved)} reserved${capOf(budget)}`];
}

function capOf(budget: number | null): string {
  return budget === null ? '' : ` of ${dollars(budget)}`;
}

function dollars(amount: number): string {
  return `$${amount.toFixed(amount !== 0 && amount < 0.1 ? 4 : 2)}`;
}

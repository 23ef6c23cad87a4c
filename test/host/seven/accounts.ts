import type { Usage } from '../../../src/domain/governor/price.ts';
import type { MoneyView } from '../../../src/protocol/moneyView.ts';
import type { Driven } from './drive.ts';
import type { FactOf, Facts } from './facts.ts';
import { outsideCost } from './page.ts';
import type { ModelCall } from './traffic.ts';

/** What a run has cost, by the ledger against the provider. Amounts are whole micro-dollars. */
export interface Accounts {
  /** Calls that are booked at exactly what the provider billed, and what they came to, by tier. */
  readonly exact: number;
  readonly byTier: Readonly<Record<string, number>>;
  /** Calls that were cut off: nobody knows what they cost, and their worst case is booked. */
  readonly worst: { readonly calls: number; readonly amount: number };
  /** Calls whose runner was killed: their worst case is still set aside, and booked when ten minutes are over. */
  readonly open: { readonly calls: number; readonly amount: number };
  /** Answers that the provider billed and nobody was there to read; they are among `worst` or `open`. */
  readonly unread: { readonly calls: number; readonly amount: number };
  readonly outside: number;
  readonly settled: number;
  readonly tokens: { readonly prompt: number; readonly output: number };
  readonly problems: readonly string[];
}

/** Whole micro-dollars for a million tokens, from the public price list; kept apart from the product's own on purpose. */
const prices: Readonly<Record<string, { input: bigint; output: bigint; cacheRead: bigint; cacheWrite: bigint }>> = {
  haiku: { input: 100_000n, output: 500_000n, cacheRead: 10_000n, cacheWrite: 125_000n },
  sonnet: { input: 2_000_000n, output: 10_000_000n, cacheRead: 100_000n, cacheWrite: 2_500_000n },
};

/** What a call costs, rounded up to a whole micro-dollar once. */
function costOf({ tier, usage }: ModelCall): number {
  const price = prices[tier];
  if (!price) throw new RangeError(`no price for ${tier}`);
  const parts =
    BigInt(usage.input_tokens ?? 0) * price.input +
    BigInt(usage.output_tokens ?? 0) * price.output +
    BigInt(usage.cache_read_input_tokens ?? 0) * price.cacheRead +
    BigInt(usage.cache_creation_input_tokens ?? 0) * price.cacheWrite;
  return Number((parts + 999_999n) / 1_000_000n);
}

/** Compares each settled call with the provider's bill for exactly this call, and all ways of telling the cost with their sum. */
export function settleAccounts(facts: Facts, { server, traffic }: Driven, money: MoneyView): Accounts {
  const problems: string[] = [];
  const say = (problem: string | false): void => void (problem !== false && problems.push(problem));
  const wanting = new Map(traffic.calls.map((call) => [call.usage.output_tokens ?? 0, call]));
  const billed = new Map(server.billed.map((bill) => [bill.output_tokens, wanting.get(bill.output_tokens)]));
  const reserved = new Map(facts.of('budget.reserved').map((fact) => [fact.event.reservation, fact.event]));
  const [exact, worst, outside]: [FactOf<'budget.settled'>[], FactOf<'budget.settled'>[], number[]] = [[], [], []];
  const byTier: Record<string, number> = {};
  for (const fact of facts.of('budget.settled')) {
    const { reservation, usage, cost, session, task } = fact.event;
    const { model = '?', amount = 0 } = reserved.get(reservation) ?? {};
    if (model === 'acp') {
      outside.push(cost);
      continue;
    }
    byTier[model] = (byTier[model] ?? 0) + cost;
    const call = usage === null ? undefined : billed.get(usage.output);
    if (!call || usage === null || !isUsageOf(usage, call)) {
      worst.push(fact);
      say(cost !== amount && `${reservation} was cut off and is booked at ${cost} instead of its worst case ${amount}`);
      continue;
    }
    exact.push(fact);
    billed.delete(usage.output);
    const due = costOf(call);
    say(cost !== due && `call ${call.number} cost ${due} and is booked at ${cost}`);
    say(due > amount && `call ${call.number} cost ${due}, more than the ${amount} set aside`);
    const where = `${facts.holderOf(call.task, call.at)} ${call.task} ${call.tier}`;
    say(
      where !== `${session} ${task} ${model}` &&
        `call ${call.number} of ${where} is booked for ${session} ${task} ${model}`,
    );
  }
  const ended = new Set(
    [...facts.of('budget.settled'), ...facts.of('budget.released')].map(({ event }) => event.reservation),
  );
  const open = [...reserved.values()].filter(({ reservation }) => !ended.has(reservation));
  const unread = [...billed.values()].flatMap((call) => (call ? [call] : []));
  const kept = [...open, ...worst.map(({ event }) => event)].map(({ session, task }) => `${session} ${task}`);
  for (const call of unread) {
    const at = kept.indexOf(`${facts.holderOf(call.task, call.at)} ${call.task}`);
    say(at === -1 && `call ${call.number} of ${call.task} was billed and nothing is booked for it`);
    if (at !== -1) kept.splice(at, 1);
  }
  const settled = sum(facts.of('budget.settled').map(({ event }) => event.cost));
  say(
    outside.some((cost) => cost !== micros(outsideCost)) &&
      `the outside agent's turns are booked at ${outside.join(', ')}`,
  );
  for (const problem of unequalCuts(money, settled, sum(open.map(({ amount }) => amount)))) say(problem);
  return {
    exact: exact.length,
    byTier,
    worst: { calls: worst.length, amount: sum(worst.map(({ event }) => event.cost)) },
    open: { calls: open.length, amount: sum(open.map(({ amount }) => amount)) },
    unread: { calls: unread.length, amount: sum(unread.map(costOf)) },
    outside: sum(outside),
    settled,
    tokens: {
      prompt: sum(
        server.billed.map(
          (bill) => bill.input_tokens + bill.cache_read_input_tokens + bill.cache_creation_input_tokens,
        ),
      ),
      output: sum(server.billed.map((bill) => bill.output_tokens)),
    },
    problems,
  };
}

function isUsageOf(usage: Usage, { usage: bill }: ModelCall): boolean {
  return (
    usage.input === bill.input_tokens &&
    usage.output === bill.output_tokens &&
    usage.cacheRead === bill.cache_read_input_tokens &&
    usage.cacheWrite5m === bill.cache_creation_input_tokens &&
    usage.cacheWrite1h === 0
  );
}

/** Every way of telling the cost comes to the same. */
function unequalCuts(money: MoneyView, settled: number, open: number): readonly string[] {
  const ways = {
    swarm: [money],
    session: money.bySession,
    task: money.byTask,
    model: money.byModel,
    phase: money.byPhase,
    day: money.byDay,
  };
  return Object.entries(ways).flatMap(([way, lines]) => {
    const spent = sum(lines.map((line) => micros(line.spent)));
    const reserved = sum(lines.map((line) => micros(line.reserved)));
    if (spent === settled && reserved === open) return [];
    return [`by ${way} ${spent} is spent and ${reserved} reserved; by the entries ${settled} and ${open}`];
  });
}

function micros(dollars: number): number {
  return Math.round(dollars * 1_000_000);
}

function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0);
}

import { accountOf } from '../governor/budgetBook.ts';
import { toDollars } from '../governor/money.ts';
import type { SessionState, SwarmState } from './swarmState.ts';

const hourMs = 3_600_000;

/** What an hour of the session's work has cost so far, US dollars; 0 while it has worked for less than a minute. */
export function costPerHour(state: SwarmState, { spec, record }: SessionState): number {
  if (record.workedMs < 60_000) return 0;
  const { spent } = accountOf(state.budget, { scope: 'session', id: spec.id });
  return toDollars(spent) / (record.workedMs / hourMs);
}

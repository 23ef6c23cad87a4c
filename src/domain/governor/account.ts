import { money, nothing, type Money } from './money.ts';

/** What a cap is set for. */
export type BudgetScope = 'session' | 'task' | 'swarm' | 'day';

/**
 * What has been spent and reserved against one cap. Invariant: `spent + reserved ≤ cap + overrun`. A reservation never touches
 * `overrun`, so none is ever made beyond the cap; what it is above zero is the truth about a call that was billed higher than its
 * reservation, or about a cap that was lowered below what was spent already.
 */
export interface Account {
  readonly spent: Money;
  readonly reserved: Money;
  /** Null: no limit. */
  readonly cap: Money | null;
  readonly overrun: Money;
}

export const emptyAccount: Account = { spent: nothing, reserved: nothing, cap: null, overrun: nothing };

/** A share of the cap after which a person is warned. */
const warningPercent = 80;

/** What may still be reserved; infinite without a cap. */
export function room({ spent, reserved, cap }: Account): number {
  return cap === null ? Number.POSITIVE_INFINITY : Math.max(0, cap - spent - reserved);
}

export function reserve(account: Account, amount: Money): Account {
  return { ...account, reserved: money(account.reserved + amount) };
}

/** Gives a reservation back and records what it came to: nothing for a call that never happened. */
export function settle(account: Account, amount: Money, cost: Money): Account {
  return owned({ ...account, reserved: money(account.reserved - amount), spent: money(account.spent + cost) });
}

export function withCap(account: Account, cap: Money | null): Account {
  return owned({ ...account, cap });
}

/** Whether so much is spent that a person should know. */
export function isNearlySpent({ spent, cap }: Account): boolean {
  return cap !== null && cap > 0 && spent * 100 >= cap * warningPercent;
}

/** Admits what is above the cap: only what is not a reservation may. */
function owned(account: Account): Account {
  const { spent, reserved, cap } = account;
  return { ...account, overrun: cap === null ? nothing : money(Math.max(0, spent + reserved - cap)) };
}

import type { MoneyView } from './moneyView.ts';
import type { SetBudget } from './swarmLeader.ts';

/** Where a cap holds: `swarm`, `day` and, without an id, every task; else one session, task or day. */
export type BudgetPlaceView = Pick<SetBudget, 'scope' | 'id'>;

export type BalanceView = Pick<MoneyView, 'spent' | 'reserved' | 'budget' | 'standing'>;

/** Reads the id that a thing which waits for a person has: `swarm`, `session/s1`; undefined for what is no place. */
export function parsePlace(key: string): BudgetPlaceView | undefined {
  const slash = key.indexOf('/');
  const [scope, id] = slash < 0 ? [key, ''] : [key.slice(0, slash), key.slice(slash + 1)];
  if (scope === 'swarm' || scope === 'day') return { scope, id };
  if (scope === 'task') return { scope, id };
  return scope === 'session' && id !== '' ? { scope, id } : undefined;
}

export function placeKey({ scope, id }: BudgetPlaceView): string {
  return id === '' ? scope : `${scope}/${id}`;
}

/** What is spent, reserved and allowed at a place, in US dollars; of every task only the cap is known. */
export function balanceAt(money: MoneyView, { scope, id }: BudgetPlaceView): BalanceView {
  const nothing = { spent: 0, reserved: 0, standing: 'within' } as const;
  switch (scope) {
    case 'swarm':
      return money;
    case 'day':
      return money.byDay.find(({ day }) => day === id) ?? money.today;
    case 'session':
      return money.bySession.find((line) => line.id === id) ?? { ...nothing, budget: null };
    case 'task':
      return money.byTask.find((line) => line.id === id) ?? { ...nothing, budget: money.taskCap };
  }
}

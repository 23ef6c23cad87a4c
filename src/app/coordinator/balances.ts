import type { BudgetBook } from '../../domain/governor/budgetBook.ts';
import type { Balance } from '../ports/ledger.ts';

/** The balances that have changed since they were last taken; from now on they count as known to the store. */
export function takeBalances({ unsaved, accounts }: BudgetBook): readonly Balance[] {
  const balances = [...unsaved].flatMap((place): Balance[] => {
    const account = accounts.get(place);
    return account ? [{ place, ...account }] : [];
  });
  unsaved.clear();
  return balances;
}

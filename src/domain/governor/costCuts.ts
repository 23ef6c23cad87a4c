import { isNearlySpent, type Account } from './account.ts';
import { accountOf, keyOf, type BudgetBook, type BudgetPlace } from './budgetBook.ts';

/** How a place stands to its cap: four fifths spent is a warning, and halted is where nothing more is reserved. */
export type Standing = 'within' | 'warning' | 'halted';

/** What one thing costs, in whole micro-dollars. */
export interface CostLine {
  /** The session, task, model or day (UTC); a phase as `session phase`. */
  readonly id: string;
  readonly spent: number;
  readonly reserved: number;
}

/** What was spent and is reserved, told in five ways: the lines of each come to what the swarm's account has. */
export interface CostCuts {
  readonly session: readonly CostLine[];
  readonly task: readonly CostLine[];
  readonly model: readonly CostLine[];
  readonly phase: readonly CostLine[];
  readonly day: readonly CostLine[];
}

/** Cuts the book of a swarm; each cut is in the order in which its lines were first booked. */
export function cutCosts(book: BudgetBook): CostCuts {
  const open = [...book.reservations.values()];
  return {
    session: linesOf(book, 'session'),
    task: linesOf(book, 'task'),
    model: withReserved(
      book.models,
      open.map(({ model, amount }) => [model, amount]),
    ),
    phase: withReserved(
      book.phases,
      open.map(({ phase, amount }) => [phase, amount]),
    ),
    day: linesOf(book, 'day'),
  };
}

/** How a place stands; a halt that a person has left as it is, is still one. */
export function standingOf(book: BudgetBook, place: BudgetPlace): Standing {
  if (book.halts.has(keyOf(place))) return 'halted';
  return isNearlySpent(accountOf(book, place)) ? 'warning' : 'within';
}

function linesOf(book: BudgetBook, scope: BudgetPlace['scope']): readonly CostLine[] {
  const prefix = `${scope}/`;
  return [...book.accounts]
    .filter(([key]) => key.startsWith(prefix))
    .map(([key, { spent, reserved }]: [string, Account]) => ({ id: key.slice(prefix.length), spent, reserved }));
}

function withReserved(
  spent: ReadonlyMap<string, number>,
  reserved: readonly (readonly [id: string, amount: number])[],
): readonly CostLine[] {
  const held = new Map<string, number>();
  for (const [id, amount] of reserved) held.set(id, (held.get(id) ?? 0) + amount);
  const ids = new Set([...spent.keys(), ...held.keys()]);
  return [...ids].map((id) => ({ id, spent: spent.get(id) ?? 0, reserved: held.get(id) ?? 0 }));
}

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  accountOf,
  bookReservation,
  bookSettlement,
  createBudgetBook,
  halt,
  leaveHalted,
  placesOf,
  setCap,
  swarmPlace,
  type BudgetBook,
} from '../../../../src/domain/governor/budgetBook.ts';
import { cutCosts, standingOf } from '../../../../src/domain/governor/costCuts.ts';
import { money } from '../../../../src/domain/governor/money.ts';
import { reservationId, sessionId, taskId } from '../../../../src/domain/task/ids.ts';
import { Random } from '../../../support/random.ts';

/** Calls of a few sessions, tasks, models and days, some settled for less or more than was reserved, some open. */
function bookAtRandom(seed: number): BudgetBook {
  const random = new Random(seed);
  const book = createBudgetBook();
  const open: string[] = [];
  for (let call = 0; call < 60; call++) {
    const id = reservationId(`R${call}`);
    const session = sessionId(`s${random.below(3)}`);
    const phase = `${session} ${random.chance(0.2) ? '-' : random.below(3)}`;
    const place = { task: taskId(`T${random.below(6)}`), day: `2026-10-0${1 + random.below(4)}`, phase };
    const model = random.pick(['haiku', 'sonnet', 'opus']);
    const amount = money(random.below(3_000_000));
    bookReservation(book, { id, session, ...place, epoch: 1, model, amount, endedAt: undefined });
    if (random.chance(0.8)) bookSettlement(book, id, money(random.below(4_000_000)));
    else open.push(id);
  }
  for (const id of open) if (random.chance(0.5)) bookSettlement(book, reservationId(id), money(0));
  setCap(book, { scope: 'task', id: 'never-begun' }, money(5));
  return book;
}

test('every way of telling what a swarm costs comes to the same to the micro-dollar', () => {
  for (let seed = 1; seed <= 300; seed++) {
    const book = bookAtRandom(seed);
    const { spent, reserved } = accountOf(book, swarmPlace);
    for (const [way, lines] of Object.entries(cutCosts(book))) {
      const sum = (of: 'spent' | 'reserved') =>
        lines.reduce((total: number, line: Readonly<Record<'spent' | 'reserved', number>>) => total + line[of], 0);
      assert.deepEqual([sum('spent'), sum('reserved')], [spent, reserved], `seed ${seed}, by ${way}`);
    }
  }
});

test('a place is within its cap, warned of from four fifths on, and halted until its cap is set', () => {
  const book = createBudgetBook();
  const place = { scope: 'session', id: 's' } as const;
  const spend = (id: string, amount: number): void => {
    const call = { id: reservationId(id), session: sessionId('s'), task: taskId('T'), day: '2026-10-01' };
    bookReservation(book, {
      ...call,
      epoch: 1,
      model: 'haiku',
      amount: money(amount),
      phase: 's 1',
      endedAt: undefined,
    });
    bookSettlement(book, call.id, money(amount));
  };
  setCap(book, place, money(100));
  spend('R1', 79);
  assert.equal(standingOf(book, place), 'within');
  spend('R2', 1);
  assert.equal(standingOf(book, place), 'warning');
  halt(book, { place, session: sessionId('s'), cause: 'cap', amount: money(30) });
  assert.equal(standingOf(book, place), 'halted');
  leaveHalted(book, place);
  assert.equal(standingOf(book, place), 'halted');
  setCap(book, place, money(200));
  assert.equal(standingOf(book, place), 'within');
  assert.deepEqual(
    placesOf({ session: 's', task: 'T', day: '2026-10-01' }).map((other) => accountOf(book, other).spent),
    [80, 80, 80, 80],
  );
});

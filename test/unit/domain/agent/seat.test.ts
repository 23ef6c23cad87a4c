import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mostSeats, seatBranch, seatBranches, seatFolder, seatsOf } from '../../../../src/domain/agent/seat.ts';

test('the first seat is the session itself, and no id of a session leads to the seat of another', () => {
  assert.deepEqual([seatFolder('one', 1), seatFolder('one', 2)], ['one', 'one~2']);
  assert.notEqual(seatFolder('one~2', 1), seatFolder('one', 2));
  assert.equal(seatFolder('../one', 3), '%2E.%2Fone~3');
  assert.deepEqual([seatBranch('s2/one', 1), seatBranch('s2/one', 2)], ['s2/one', 's2/one+2']);
  assert.deepEqual(seatBranches('s2/a b', { haiku: 2 }), ['s2/a%20b', 's2/a%20b+2']);
});

const counts: readonly [Readonly<Record<string, number>>, number][] = [
  [{}, 1],
  [{ haiku: 5, sonnet: 2 }, 7],
  [{ haiku: 0 }, 1],
  [{ haiku: 1_000_000 }, mostSeats],
];
for (const [agents, seats] of counts)
  test(`${JSON.stringify(agents)} are ${seats} seats`, () => assert.equal(seatsOf(agents), seats));

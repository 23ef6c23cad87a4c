import assert from 'node:assert/strict';
import { test } from 'node:test';
import { balanceAt, parsePlace, placeKey } from '../../../src/protocol/budgetPlace.ts';
import { capMeant, parseCapWish } from '../../../src/protocol/capWish.ts';
import { noMoney, savingsOf } from '../../../src/protocol/moneyView.ts';

const dollar = 1_000_000;

const wishes: readonly (readonly [text: string, now: number | null, cap: number | null | undefined])[] = [
  ['40', 5, 40 * dollar],
  ['$40.5', null, 40.5 * dollar],
  ['+10', 5.25, 15.25 * dollar],
  ['+$0.000001', 0.1, 100_001],
  ['+10', null, null],
  [' none ', 5, null],
  ['NONE', 5, null],
  ['0', 5, 0],
  ['-1', 5, undefined],
  ['++1', 5, undefined],
  ['1e9', 5, undefined],
  ['1.0000001', 5, undefined],
  ['much', 5, undefined],
  ['', 5, undefined],
  ['9999999999', 5, undefined],
];

for (const [text, now, cap] of wishes)
  test(`a cap of "${text}" where it is ${now}`, () => {
    const wish = parseCapWish(text);
    assert.equal(wish && capMeant(wish, now), cap);
  });

test('places are named as the things are that wait for a person', () => {
  for (const key of ['swarm', 'day', 'task', 'session/s1', 'task/S1.P1.T1', 'task/a/b', 'day/2026-10-01']) {
    const place = parsePlace(key);
    assert.ok(place, key);
    assert.equal(placeKey(place), key);
  }
  for (const key of ['', 'session', 'session/', 'nobody/x', 'Swarm', '__proto__'])
    assert.equal(parsePlace(key), undefined);
});

test('what is known of a place that nothing was booked at is its cap', () => {
  const shown = { ...noMoney, taskCap: 4, today: { ...noMoney.today, budget: 7 } };
  const capAt = (key: string) => balanceAt(shown, parsePlace(key) ?? { scope: 'swarm', id: '' }).budget;
  assert.deepEqual(['task/T', 'task', 'day', 'day/2026-10-01', 'session/s', 'swarm'].map(capAt), [
    4,
    4,
    7,
    7,
    null,
    null,
  ]);
});

test('savings are told to the micro-dollar, and cost beyond Sonnet is below zero', () => {
  assert.deepEqual(savingsOf({ spent: 0.1, atSonnet: 0.4 }), { saved: 0.3, share: 0.3 / 0.4 });
  assert.deepEqual(savingsOf({ spent: 2, atSonnet: 1 }), { saved: -1, share: -1 });
  assert.deepEqual(savingsOf({ spent: 0, atSonnet: 0 }), { saved: 0, share: 0 });
});

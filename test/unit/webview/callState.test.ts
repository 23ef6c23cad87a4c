import assert from 'node:assert/strict';
import { test } from 'node:test';
import { diffRow, durationWords, endWords } from '../../../webview/session/callState.ts';
import { costWords, spentWords } from '../../../webview/session/headerFacts.ts';

const durations: readonly [number, string][] = [
  [0, '0 ms'],
  [999, '999 ms'],
  [1_000, '1.0 s'],
  [59_940, '59.9 s'],
  [59_990, '1 min 0 s'],
  [125_000, '2 min 5 s'],
  [3_599_800, '1 h 0 min'],
  [7_500_000, '2 h 5 min'],
];
for (const [ms, words] of durations) test(`${ms} ms is ${words}`, () => assert.equal(durationWords(ms), words));

test('the end of a call says how, and how long by its own measure or else by the clock', () => {
  const end = { kind: 'ended', call: 'c', ok: true, ms: 1_500, code: null, result: '' } as const;
  assert.equal(endWords(end, 0, 9_000), 'ok · 1.5 s');
  assert.equal(endWords({ ...end, ms: null }, 1_000, 3_000), 'ok · 2.0 s');
  assert.equal(endWords({ ...end, ms: null }, 3_000, 1_000), 'ok · 0 ms');
  assert.equal(endWords({ ...end, ok: false, code: 2 }, 0, 0), 'exit 2 · 1.5 s');
  assert.equal(endWords({ ...end, ok: false }, 0, 0), 'failed · 1.5 s');
});

for (const [line, kind] of [
  ['+a', 'added'],
  ['-a', 'removed'],
  [' a', 'same'],
  ['@@ -1 +1 @@', 'place'],
  ['… 3 more lines', 'place'],
  ['', 'same'],
] as const)
  test(`${JSON.stringify(line)} of a diff is ${kind}`, () => assert.equal(diffRow(line), kind));

test('money is said as far as there is any', () => {
  assert.equal(spentWords({ spent: 0, reserved: 0, budget: null }, 'within'), '');
  assert.equal(spentWords({ spent: 0.0123, reserved: 0, budget: 5 }, 'within'), '$0.0123 of $5.00 spent, 0 %');
  assert.equal(
    spentWords({ spent: 4.5, reserved: 0.25, budget: 5 }, 'warning'),
    '$4.50 of $5.00 spent, 90 % · $0.25 set aside · nearly spent',
  );
  assert.equal(spentWords({ spent: 1, reserved: 0, budget: 0 }, 'halted'), '$1.00 of $0.00 spent · halted');
  assert.equal(costWords(undefined), '');
  assert.equal(costWords({ id: 't', spent: 0.5, budget: null }), '$0.50');
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatBreakers, formatBudget } from '../../../../src/app/report/formatBudget.ts';
import { noMoney, type MoneyView } from '../../../../src/protocol/moneyView.ts';
import { aSnapshot } from '../../../support/snapshots.ts';

const within = { reserved: 0, standing: 'within' } as const;
const money: MoneyView = {
  ...noMoney,
  ...{ spent: 8.5, reserved: 0.5, budget: 10, standing: 'warning', forecast: 12, atSonnet: 10 },
  today: { day: '2026-10-02', spent: 1, ...within, budget: null },
  bySession: [{ id: 's1', spent: 8.5, reserved: 0.5, budget: 8, standing: 'halted' }],
  byTask: [{ id: 'T1', estimate: 3, spent: 8.5, reserved: 0.5, budget: null, standing: 'within' }],
  byModel: [{ model: 'haiku', spent: 8.5, reserved: 0.5 }],
  byPhase: [{ session: 's1', phase: null, spent: 8.5, reserved: 0.5 }],
  byDay: [{ day: '2026-10-02', spent: 1, ...within, budget: null }],
};

test('costs are told as a whole and in every way, with caps, halts, forecast and savings', () => {
  const text = formatBudget(aSnapshot({ money }));
  const expected = [
    'sample: $8.50 spent, $0.50 reserved of $10.00 (over 80 %); about $12.00 when all is done, more than the cap',
    'today (2026-10-02 UTC): $1.00 spent',
    '$1.50 (15 %) less than the same calls on Sonnet',
    '',
    'By session',
    '  s1  $8.50  $0.50 reserved of $8.00 (halted)',
    '',
    'By task',
    '  T1  $8.50  $0.50 reserved',
    '',
    'By model',
    '  haiku  $8.50  $0.50 reserved',
    '',
    'By phase',
    '  s1  no phase  $8.50  $0.50 reserved',
    '',
    'By day (UTC)',
    '  2026-10-02  $1.00  $0.00 reserved',
  ];
  assert.deepEqual(text.split('\n'), expected);
});

test('costs are told one way alone, and what routing has cost beyond Sonnet is not hidden', () => {
  const text = formatBudget(aSnapshot({ money: { ...money, atSonnet: 4.25 } }), ['model']);
  assert.match(text, /\$4\.25 \(100 %\) more than the same calls on Sonnet/);
  assert.match(text, /By model\n {2}haiku/);
  assert.match(formatBudget(aSnapshot(), ['day']), /By day \(UTC\)\n {2}nothing yet$/);
  assert.doesNotMatch(formatBudget(aSnapshot()), /By day/);
  assert.doesNotMatch(text, /By (?:session|task|phase|day)/);
});

test('breakers are told with their kind, cause and time', () => {
  const open = { kind: 'pool', id: 'team', state: 'open', failures: 0, reason: 'quota' } as const;
  const breakers = [
    { ...open, until: Date.UTC(2026, 9, 2) },
    { ...open, id: 'other', until: null },
    { ...open, kind: 'session', id: 's1', state: 'closed', failures: 2, until: null, reason: 'last at T1' } as const,
  ];
  assert.deepEqual(formatBreakers(aSnapshot({ breakers })).split('\n'), [
    'team   credential  open until 2026-10-02T00:00:00.000Z: quota',
    'other  credential  open until it is reset: quota',
    's1     session     closed, 2 failed in a row, last at T1',
  ]);
  assert.equal(formatBreakers(aSnapshot()), 'All breakers are closed.');
});

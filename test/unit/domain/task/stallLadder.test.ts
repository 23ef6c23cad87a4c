import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  describeStall,
  endsClaim,
  nextRung,
  type Stall,
  type TakenRung,
} from '../../../../src/domain/task/stallLadder.ts';

/** Where it is done about an agent: `n` can be nudged, `r` restarted; `!` it has run out of time. Each digit is a stall under that epoch. */
const courses: readonly (readonly [name: string, can: string, epochs: string, rungs: readonly string[]])[] = [
  ['a model', 'nr', '1111', ['nudged', 'restarted', 'handed-over', 'none']],
  [
    'a model, and the next agent',
    'nr',
    '1112222',
    ['nudged', 'restarted', 'handed-over', 'nudged', 'restarted', 'parked', 'none'],
  ],
  ['a command', 'r', '1122', ['restarted', 'handed-over', 'restarted', 'parked']],
  ['an outside agent', 'n', '1122', ['nudged', 'handed-over', 'nudged', 'parked']],
  [
    'a runner that is started anew between the rungs',
    'nr',
    '123456',
    ['nudged', 'restarted', 'handed-over', 'nudged', 'restarted', 'parked'],
  ],
  [
    'one that dies with its task parked',
    'nr',
    '1112223',
    ['nudged', 'restarted', 'handed-over', 'nudged', 'restarted', 'parked', 'parked'],
  ],
  ['no time left', 'nr!', '12', ['handed-over', 'parked']],
];

describe('the next rung', () => {
  for (const [name, can, epochs, expected] of courses)
    test(name, () => {
      const taken: TakenRung[] = [];
      const found = epochs.split('').map((digit) => {
        const stall: Stall = {
          epoch: Number(digit),
          cause: can.includes('!') ? 'timeout' : 'no-progress',
          canNudge: can.includes('n'),
          canRestart: can.includes('r'),
        };
        const rung = nextRung(taken, stall);
        if (rung) taken.push({ rung, epoch: stall.epoch });
        return rung ?? 'none';
      });
      assert.deepEqual(found, expected);
    });

  test('every ladder comes to an end, whatever can be done in between', () => {
    const choices = [false, true];
    const walk = (taken: readonly TakenRung[], epoch: number): void => {
      assert.ok(taken.length <= 7, JSON.stringify(taken));
      for (const canNudge of choices)
        for (const canRestart of choices)
          for (const cause of ['no-progress', 'timeout'] as const)
            for (const next of [epoch, epoch + 1]) {
              const rung = nextRung(taken, { epoch: next, cause, canNudge, canRestart });
              // The second time that it is parked ends there.
              if (rung && !(rung === 'parked' && taken.some((one) => one.rung === 'parked')))
                walk([...taken, { rung, epoch: next }], next);
            }
    };
    walk([], 1);
  });
});

test('only the last two end a claim', () => {
  assert.deepEqual((['nudged', 'restarted', 'handed-over', 'parked'] as const).map(endsClaim), [
    false,
    false,
    true,
    true,
  ]);
});

test('how it was found out is said in words', () => {
  assert.equal(describeStall('no-progress', 600_000), 'nothing came of it for 10 min');
  assert.equal(describeStall('timeout', 21_600_000), 'it was worked on for 6 h without an end');
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isLinearizable, type LockCall, type LockOperation } from './laws/fencedLock.ts';

const claim = (session: string, epoch: number): LockCall => ({ kind: 'claim', session, epoch });
const submit = (session: string, epoch: number, granted?: boolean): LockCall => ({
  kind: 'effect',
  ends: 'submits',
  session,
  epoch,
  granted,
});
const progress = (session: string, epoch: number, granted: boolean): LockCall => ({
  kind: 'effect',
  ends: 'nothing',
  session,
  epoch,
  granted,
});
const merge = (epoch: number, granted: boolean): LockCall => ({ kind: 'verdict', merged: true, epoch, granted });

const reopen = (granted?: boolean): LockCall => ({ kind: 'reopen', granted });
const fence = (deep: boolean, granted?: boolean): LockCall => ({ kind: 'fence', deep, granted });
const merged = [claim('a', 1), submit('a', 1, true), merge(1, true)];

/** One after the other. */
function inTurn(...calls: readonly LockCall[]): readonly LockOperation[] {
  return calls.map((call, at) => ({ invoked: 2 * at, responded: 2 * at + 1, call }));
}

const histories: readonly (readonly [string, boolean, readonly LockOperation[]])[] = [
  ['claim, submit, merge', true, inTurn(claim('a', 1), submit('a', 1, true), merge(1, true))],
  ['a lease that ended before the next claim', true, inTurn(claim('a', 1), claim('b', 2), submit('a', 1, false))],
  ['the same epoch for two', false, inTurn(claim('a', 1), claim('b', 1))],
  ['an epoch that falls', false, inTurn(claim('a', 2), claim('b', 1))],
  ['an effect of an old epoch', false, inTurn(claim('a', 1), claim('b', 2), submit('a', 1, true))],
  ['an effect by another', false, inTurn(claim('a', 1), submit('b', 1, true))],
  [
    'an effect after a refusal of the same claim',
    false,
    inTurn(claim('a', 1), progress('a', 1, false), submit('a', 1, true)),
  ],
  ['a claim on what is merged', false, inTurn(claim('a', 1), submit('a', 1, true), merge(1, true), claim('b', 2))],
  ['a claim on what waits for the merge queue', false, inTurn(claim('a', 1), submit('a', 1, true), claim('b', 2))],
  ['a claim on what is merged and opened again', true, inTurn(...merged, reopen(true), claim('b', 2))],
  ['a claim on what is merged while opening it was refused', false, inTurn(...merged, reopen(false))],
  ['the epoch of a merge that lives again', false, inTurn(...merged, reopen(true), submit('a', 1, true))],
  ['the epoch of a merge that is claimed again', false, inTurn(...merged, reopen(true), claim('b', 1))],
  ['an opening of what waits for the merge queue', false, inTurn(claim('a', 1), submit('a', 1, true), reopen(true))],
  [
    'a merge of what was fenced',
    true,
    inTurn(claim('a', 1), submit('a', 1, true), fence(false, true), merge(1, false)),
  ],
  [
    'an effect of what was fenced',
    false,
    inTurn(claim('a', 1), fence(false, true), submit('a', 1, false), submit('a', 1, true)),
  ],
  ['a fence that reaches what is merged', false, inTurn(...merged, fence(false, true), claim('b', 2))],
  ['a deep fence that reaches what is merged', true, inTurn(...merged, fence(true, true), claim('b', 2))],
  ['a fence that was refused', false, inTurn(claim('a', 1), submit('a', 1, true), fence(true, false), claim('b', 2))],
  ['a merge without a submission', false, inTurn(claim('a', 1), merge(1, true))],
  ['a refused merge of what waits', false, inTurn(claim('a', 1), submit('a', 1, true), merge(1, false))],
  [
    'an answer that never came, and the effect is seen',
    true,
    [
      { invoked: 0, responded: 1, call: claim('a', 1) },
      { invoked: 2, responded: undefined, call: submit('a', 1) },
      { invoked: 3, responded: 4, call: merge(1, true) },
    ],
  ],
  [
    'two at the same time, in the other order',
    true,
    [
      { invoked: 0, responded: 9, call: submit('a', 1, true) },
      { invoked: 1, responded: 2, call: claim('a', 1) },
    ],
  ],
  [
    'an effect that was answered before its claim was asked for',
    false,
    [
      { invoked: 0, responded: 1, call: submit('a', 1, true) },
      { invoked: 2, responded: 3, call: claim('a', 1) },
    ],
  ],
];

for (const [name, fits, history] of histories) {
  test(`${name}: ${fits ? 'a lock may do that' : 'no lock does that'}`, () =>
    assert.equal(isLinearizable(history), fits));
}

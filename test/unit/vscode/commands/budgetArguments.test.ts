import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BreakerView } from '../../../../src/protocol/moneyView.ts';
import { breakerOf, placeOf } from '../../../../src/vscode/commands/commandArgument.ts';
import { aSessionView, aTaskView } from '../../../support/snapshots.ts';

const places: readonly (readonly [argument: unknown, place: unknown])[] = [
  ['session/s1', { scope: 'session', id: 's1' }],
  ['swarm', { scope: 'swarm', id: '' }],
  [
    { kind: 'cost', place: { scope: 'task', id: 'T/1' } },
    { scope: 'task', id: 'T/1' },
  ],
  [
    { kind: 'cost', place: { scope: 'swarm', id: '' } },
    { scope: 'swarm', id: '' },
  ],
  [
    { kind: 'notice', subject: 's1', answer: { kind: 'halt', id: 'day/2026-10-02' } },
    { scope: 'day', id: '2026-10-02' },
  ],
  [
    { kind: 'task', task: aTaskView('T1') },
    { scope: 'task', id: 'T1' },
  ],
  [
    { kind: 'session', session: aSessionView('s1') },
    { scope: 'session', id: 's1' },
  ],
  [aSessionView('s1'), { scope: 'session', id: 's1' }],
  [undefined, undefined],
  [null, undefined],
  [7, undefined],
  ['anything', undefined],
  [{ place: { scope: 'galaxy', id: 'x' } }, undefined],
  [{ place: { scope: 'session', id: 7 } }, undefined],
  [{ answer: { kind: 'halt', id: '' } }, undefined],
];

for (const [argument, place] of places)
  test(`the place of ${JSON.stringify(argument)?.slice(0, 80)}`, () => assert.deepEqual(placeOf(argument), place));

const team: BreakerView = { kind: 'pool', id: 'team', state: 'open', failures: 0, until: null, reason: 'quota' };

const breakers: readonly (readonly [argument: unknown, found: BreakerView | undefined])[] = [
  ['pool/team', team],
  [{ kind: 'breaker', breaker: { ...team } }, team],
  [{ kind: 'notice', answer: { kind: 'breaker', id: 'pool/team' } }, team],
  ['team', undefined],
  ['session/team', undefined],
  [{ breaker: { kind: 'pool', id: 'other' } }, undefined],
  [undefined, undefined],
  [{ answer: null }, undefined],
];

for (const [argument, found] of breakers)
  test(`the breaker of ${JSON.stringify(argument)?.slice(0, 80)}`, () =>
    assert.deepEqual(breakerOf(argument, [team]), found));

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readBlockedSaying } from '../../../../src/domain/agent/blockedSaying.ts';

const cases: readonly (readonly [string, string, ReturnType<typeof readBlockedSaying>])[] = [
  ['a reason alone', 'x\nno key\n', { reason: 'no key' }],
  ['a target behind the reason', 'no key\nS2_BLOCKED_ON=S2.P1.T1\n', { reason: 'no key', on: 'S2.P1.T1' }],
  ['a target before the reason', 'S2_BLOCKED_ON=session-2\r\nno key\r\n', { reason: 'no key', on: 'session-2' }],
  ['a target alone', '  S2_BLOCKED_ON=T1  ', { reason: '', on: 'T1' }],
  ['the last of several targets', 'S2_BLOCKED_ON=T1\nS2_BLOCKED_ON=T2\n', { reason: '', on: 'T2' }],
  ['a target within a sentence is part of the reason', 'set S2_BLOCKED_ON=T1', { reason: 'set S2_BLOCKED_ON=T1' }],
  ['what can be no name is part of the reason', 'S2_BLOCKED_ON=$(rm)', { reason: 'S2_BLOCKED_ON=$(rm)' }],
  ['nothing', '', { reason: '' }],
];

describe('what a command says when it cannot go on', () => {
  for (const [name, output, expected] of cases) {
    it(name, () => assert.deepEqual(readBlockedSaying(output), expected));
  }
});

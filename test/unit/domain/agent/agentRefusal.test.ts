import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readRefusal } from '../../../../src/domain/agent/agentRefusal.ts';

const now = 1_800_000_000_000;

const cases: readonly (readonly [string, ReturnType<typeof readRefusal>])[] = [
  ['Claude AI usage limit reached|1800003600', { kind: 'quota', until: 1_800_003_600_000 }],
  ['Claude AI usage limit reached|9999999999', { kind: 'quota', until: null }],
  ['Claude AI usage limit reached|1000000000', { kind: 'quota', until: null }],
  ['You have exceeded your quota', { kind: 'quota', until: null }],
  ['authentication_error: invalid x-api-key', { kind: 'auth', until: null }],
  ['overloaded_error', { kind: 'overload', until: null }],
  ['it exited with code 4290', undefined],
  ['', undefined],
  [`${'x'.repeat(5_000)} quota`, undefined],
];

for (const [error, expected] of cases)
  test(`${error.slice(0, 60)} is ${expected?.kind ?? 'something else'}`, () =>
    assert.deepEqual(readRefusal(error, now), expected));

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  findCallShortage,
  putBack,
  take,
  usualCallLimits,
  type CallLimits,
  type CallShortage,
  type PoolUse,
} from '../../../../src/domain/governor/bulkhead.ts';

const rated: CallLimits = { concurrent: 2, requestsPerMinute: 60, tokensPerMinute: 6_000 };

function check(
  what: string,
  {
    use,
    limits = rated,
    tokens = 10,
    now = 0,
  }: {
    readonly use: PoolUse;
    readonly limits?: CallLimits;
    readonly tokens?: number;
    readonly now?: number;
  },
  expected: CallShortage | undefined,
): void {
  test(what, () => assert.deepEqual(findCallShortage(use, limits, { tokens, now }), expected));
}

check('nothing is under way: it begins', { use: { inFlight: 0 } }, undefined);
check('ten calls at once, unless said otherwise', { use: { inFlight: 9 }, limits: usualCallLimits }, undefined);
check(
  'the eleventh waits for a slot',
  { use: { inFlight: 10 }, limits: usualCallLimits },
  {
    what: 'slot',
    limit: 10,
    afterMs: 500,
  },
);
check(
  'a request too many waits until there is one',
  { use: { inFlight: 0, requests: { level: 0, at: 0 } } },
  {
    what: 'requests',
    limit: 60,
    afterMs: 1_000,
  },
);
check('which is then there', { use: { inFlight: 0, requests: { level: 0, at: 0 } }, now: 1_000 }, undefined);
check(
  'tokens come evenly',
  { use: { inFlight: 0, tokens: { level: 0, at: 0 } }, tokens: 3_000, now: 10_000 },
  {
    what: 'tokens',
    limit: 6_000,
    afterMs: 20_000,
  },
);
check('what is larger than the bucket begins when it is full', { use: { inFlight: 0 }, tokens: 50_000 }, undefined);
check(
  'and nobody is sent away for longer than a minute after it',
  { use: { inFlight: 0, tokens: { level: -44_000, at: 0 } } },
  { what: 'tokens', limit: 6_000, afterMs: 60_000 },
);
check(
  'a clock that is set back by a day stops nobody for a day',
  { use: { inFlight: 0, tokens: { level: 0, at: 86_400_000 } }, now: 0 },
  undefined,
);

test('what a call did not use is put back, and never more than a minute allows', () => {
  const taken = take(undefined, 6_000, 5_000, 0);
  assert.deepEqual(taken, { level: 1_000, at: 0 });
  assert.deepEqual(putBack(taken, 6_000, 4_000, 0), { level: 5_000, at: 0 });
  assert.deepEqual(putBack(taken, 6_000, 9_000, 0), { level: 6_000, at: 0 });
});

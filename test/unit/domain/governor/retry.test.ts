import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decideRetry, type FailureKind, type RetryDecision } from '../../../../src/domain/agent/modelFailure.ts';
import { nextTry, slotRetries, usualRetries, type NextTry } from '../../../../src/domain/governor/retry.ts';
import { Random } from '../../../support/random.ts';

function checkTry(what: string, failed: Parameters<typeof nextTry>[1], chance: number, expected: NextTry): void {
  test(what, () => assert.deepEqual(nextTry(usualRetries, failed, chance), expected));
}

checkTry('the first wait is drawn below two seconds', { failures: 1, elapsedMs: 0 }, 0.5, {
  again: true,
  afterMs: 1_000,
});
checkTry('each failure doubles what it is drawn from', { failures: 4, elapsedMs: 0 }, 0.5, {
  again: true,
  afterMs: 8_000,
});
checkTry('chance may say at once', { failures: 3, elapsedMs: 0 }, 0, { again: true, afterMs: 0 });
checkTry(
  'a time that the provider named is kept, with chance on top',
  { failures: 1, elapsedMs: 0, askedMs: 30_000 },
  0.5,
  {
    again: true,
    afterMs: 31_000,
  },
);
checkTry('the last try is the last', { failures: 6, elapsedMs: 0 }, 0, { again: false, because: 'tries' });
checkTry('nobody waits beyond the whole time', { failures: 5, elapsedMs: 290_000 }, 0.9, {
  again: false,
  because: 'time',
});
checkTry(
  'nobody waits for longer than a minute because it was asked',
  { failures: 1, elapsedMs: 0, askedMs: 60_001 },
  0,
  {
    again: false,
    because: 'asked',
  },
);

for (const [name, policy] of Object.entries({ usualRetries, slotRetries })) {
  test(`no run of failures is longer than the tries and the time that are allowed: ${name}`, () => {
    for (let seed = 1; seed <= 200; seed += 1) {
      const random = new Random(seed);
      let waitedMs = 0;
      let failures = 0;
      for (let next: NextTry = { again: true, afterMs: 0 }; next.again; failures += 1) {
        waitedMs += next.afterMs;
        next = nextTry(
          policy,
          { failures: failures + 1, elapsedMs: waitedMs, askedMs: random.below(500) },
          random.next(),
        );
      }
      assert.ok(failures <= policy.tries);
      assert.ok(waitedMs <= policy.totalMs);
    }
  });
}

const retries: readonly [kind: FailureKind, askedMs: number | null, failures: number, expected: RetryDecision][] = [
  ['overload', null, 1, { kind: 'wait', ms: 1_000 }],
  ['overload', null, 3, { kind: 'wait', ms: 4_000 }],
  ['rate', 7_000, 1, { kind: 'wait', ms: 8_000 }],
  ['network', null, usualRetries.tries, { kind: 'tell', as: 'overload' }],
  ['rate', null, usualRetries.tries, { kind: 'tell', as: 'overload' }],
  ['rate', 3_600_000, 1, { kind: 'tell', as: 'quota' }],
  ['overload', 3_600_000, 1, { kind: 'tell', as: 'overload' }],
  ['quota', null, 1, { kind: 'tell', as: 'quota' }],
  ['auth', null, 1, { kind: 'tell', as: 'auth' }],
  ['too-long', null, 1, { kind: 'hand-over' }],
  ['refused', null, 1, { kind: 'fail' }],
];
for (const [kind, askedMs, failures, expected] of retries) {
  test(`${kind} (wait ${askedMs ?? 'unsaid'}) for the ${failures}. time`, () => {
    assert.deepEqual(
      decideRetry({ kind, message: '', retryAfterMs: askedMs }, { failures, elapsedMs: 0 }, 0.5),
      expected,
    );
  });
}

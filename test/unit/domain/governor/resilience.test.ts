import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createBulkhead, enter, leave, type Bulkhead } from '../../../../src/domain/governor/bulkhead.ts';
import { nextTry, usualRetries, type NextTry } from '../../../../src/domain/governor/retry.ts';
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
checkTry('a time that the provider named is kept', { failures: 1, elapsedMs: 0, notBeforeMs: 30_000 }, 0.9, {
  again: true,
  afterMs: 30_000,
});
checkTry('the last try is the last', { failures: 6, elapsedMs: 0 }, 0, { again: false, because: 'tries' });
checkTry('nobody waits beyond the whole time', { failures: 1, elapsedMs: 0, notBeforeMs: 300_001 }, 0, {
  again: false,
  because: 'time',
});

test('no run of failures is longer than the tries and the time that are allowed', () => {
  for (let seed = 1; seed <= 500; seed += 1) {
    const random = new Random(seed);
    let elapsedMs = 0;
    let failures = 0;
    for (let next: NextTry = { again: true, afterMs: 0 }; next.again; failures += 1) {
      elapsedMs += next.afterMs + random.below(40_000);
      next = nextTry(usualRetries, { failures: failures + 1, elapsedMs }, random.next());
    }
    assert.ok(failures <= usualRetries.tries);
  }
});

test('whatever comes and goes, the places hold, the order is kept and nobody waits beside a free place', () => {
  for (let seed = 1; seed <= 200; seed += 1) {
    const random = new Random(seed);
    let bulkhead: Bulkhead = createBulkhead(1 + random.below(4));
    const arrived: string[] = [];
    for (let step = 0; step < 100; step += 1) {
      const call = `c${random.below(12)}`;
      if (random.chance(0.6)) {
        if (!bulkhead.inside.has(call) && !arrived.includes(call)) arrived.push(call);
        bulkhead = enter(bulkhead, call);
      } else {
        if (arrived.includes(call)) arrived.splice(arrived.indexOf(call), 1);
        bulkhead = leave(bulkhead, call);
      }
      for (const inside of bulkhead.inside) if (arrived.includes(inside)) arrived.splice(arrived.indexOf(inside), 1);
      assert.ok(bulkhead.inside.size <= bulkhead.places);
      assert.ok(bulkhead.waiting.length === 0 || bulkhead.inside.size === bulkhead.places);
      assert.deepEqual(bulkhead.waiting, arrived);
    }
  }
});

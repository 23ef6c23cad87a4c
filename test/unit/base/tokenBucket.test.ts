import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TokenBucket } from '../../../src/base/tokenBucket.ts';
import { Random } from '../../support/random.ts';

test('a bucket gives its burst at once and its rate afterwards', () => {
  const bucket = new TokenBucket({ capacity: 3, perSecond: 10 }, 1_000);
  assert.deepEqual(
    [1, 1, 1, 1].map((cost) => bucket.take(cost, 1_000)),
    [true, true, true, false],
  );
  assert.equal(bucket.take(1, 1_099), false);
  assert.equal(bucket.take(1, 1_101), true);
  assert.equal(bucket.take(4, 99_999), false, 'more than the capacity is never there');
  assert.equal(bucket.take(3, 99_999), true);
});

test('in no span of time is more spent than the burst and the rate allow', () => {
  for (let seed = 1; seed <= 200; seed += 1) {
    const random = new Random(seed);
    const rate = { capacity: 1 + random.below(50), perSecond: 1 + random.below(500) };
    const bucket = new TokenBucket(rate, 0);
    const spent: { readonly at: number; readonly cost: number }[] = [];
    // A clock that steps back gives nothing twice.
    for (let step = 0, now = 0; step < 200; step += 1, now += random.below(20) - 1) {
      const cost = 1 + random.below(5);
      if (bucket.take(cost, now)) spent.push({ at: now, cost });
    }
    const total = spent.reduce((sum, { cost }) => sum + cost, 0);
    const span = Math.max(...spent.map(({ at }) => at), 0) + 200;
    assert.ok(total <= rate.capacity + (span * rate.perSecond) / 1_000, `seed ${seed}`);
  }
});

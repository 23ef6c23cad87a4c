import assert from 'node:assert/strict';
import { test } from 'node:test';
import { priceOf } from '../src/price.mjs';

test('prices by amount', () => {
  assert.equal(priceOf({ name: 'flour', amount: 500 }, { flour: 90 }), 45);
  assert.throws(() => priceOf({ name: 'gold', amount: 1 }, { flour: 90 }), RangeError);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { totalOf } from '../src/bill.mjs';

test('each item is rounded for itself', () => {
  const items = [1, 2].map((at) => ({ name: 'flour', amount: 5, at }));
  assert.equal(totalOf(items, { flour: 500 }), 6);
});

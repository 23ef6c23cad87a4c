import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createItem } from '../src/item.mjs';

test('an item is never less than nothing', () => {
  assert.equal(createItem('flour', { amount: 3, unit: 'g' }).amount, 3);
  assert.throws(() => createItem('flour', { amount: -1, unit: 'g' }), RangeError);
});

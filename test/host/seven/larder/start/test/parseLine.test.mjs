import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseLine } from '../src/parseLine.mjs';

test('lines of a recipe', () => {
  assert.deepEqual(parseLine('1 1/2 cup milk'), { name: 'milk', amount: 375, unit: 'ml' });
  assert.deepEqual(parseLine('saffron'), { name: 'saffron', amount: 0.5, unit: 'g' });
  assert.throws(() => parseLine('a lot'), RangeError);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toBase } from '../src/units.mjs';

test('amounts in base units', () => {
  assert.deepEqual(toBase(2, 'kg'), { amount: 2000, unit: 'g' });
  assert.deepEqual(toBase(2, 'cup'), { amount: 500, unit: 'ml' });
  assert.throws(() => toBase(1, 'toString'), RangeError);
});

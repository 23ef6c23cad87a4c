import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readFraction } from '../src/fraction.mjs';

test('amounts as they are written', () => {
  assert.equal(readFraction('1 1/2'), 1.5);
  assert.equal(readFraction('3/4'), 0.75);
  assert.equal(readFraction('2'), 2);
  assert.throws(() => readFraction('1/0'), RangeError);
});

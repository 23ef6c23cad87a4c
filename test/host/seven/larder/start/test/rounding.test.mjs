import assert from 'node:assert/strict';
import { test } from 'node:test';
import { roundCents, rule } from '../src/rounding.mjs';

test('cents as the owner wants them', () => {
  assert.equal(rule, 'half up');
  assert.equal(roundCents(12.5), 13);
  assert.equal(roundCents(12.4), 12);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fits } from '../src/budget.mjs';

test('the whole budget may be spent', () => {
  assert.equal(fits([{ name: 'flour', amount: 1000 }], { flour: 90 }, 90), true);
  assert.equal(fits([{ name: 'flour', amount: 1000 }], { flour: 90 }, 89), false);
});

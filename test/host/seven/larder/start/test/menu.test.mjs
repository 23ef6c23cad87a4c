import assert from 'node:assert/strict';
import { test } from 'node:test';
import { planMenu } from '../src/menu.mjs';

test('recipes take turns', () => {
  assert.deepEqual(planMenu([{ title: 'A' }, { title: 'B' }], 3), ['A', 'B', 'A']);
});

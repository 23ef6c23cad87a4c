import assert from 'node:assert/strict';
import { test } from 'node:test';
import { columns } from '../src/formats/columns.mjs';

test('cells are as wide as the widest of their column', () => {
  assert.deepEqual(columns([['a', 'long'], ['wide', 'b']]), ['a     long', 'wide  b']);
});

test('numbers go to the right', () => {
  assert.deepEqual(columns([['x', '9.1'], ['y', '10.1']], [1]), ['x   9.1', 'y  10.1']);
});

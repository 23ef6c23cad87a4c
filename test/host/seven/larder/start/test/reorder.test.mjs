import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toReorder } from '../src/reorder.mjs';
import { createShelf } from '../src/shelf.mjs';

test('what runs out', () => {
  const shelf = createShelf();
  shelf.put('flour', 1, 'kg');
  assert.deepEqual(toReorder(shelf, { flour: 500, milk: 1 }), ['milk']);
});

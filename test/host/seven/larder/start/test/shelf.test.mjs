import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createShelf } from '../src/shelf.mjs';

test('what is put onto a shelf can be taken, and no more', () => {
  const shelf = createShelf();
  shelf.put('flour', 1, 'kg');
  shelf.take('flour', 300, 'g');
  assert.equal(shelf.has('flour'), 700);
  assert.throws(() => shelf.take('flour', 1, 'kg'), RangeError);
  assert.deepEqual(
    shelf.list().map(({ name }) => name),
    ['flour'],
  );
});

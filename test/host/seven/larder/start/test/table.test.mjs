import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatTable } from '../src/table.mjs';

test('columns stand below each other', () => {
  assert.equal(
    formatTable([
      ['a', 'bc'],
      ['def', 'g'],
    ]),
    'a    bc\ndef  g',
  );
});

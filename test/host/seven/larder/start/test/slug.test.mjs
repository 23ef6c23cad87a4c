import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toSlug } from '../src/slug.mjs';

test('titles in file names', () => {
  assert.equal(toSlug('Crème Brûlée (light)'), 'creme-brulee-light');
});

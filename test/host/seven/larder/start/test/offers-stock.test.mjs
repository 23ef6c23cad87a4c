import assert from 'node:assert/strict';
import { test } from 'node:test';
const offered = Object.keys(await import('../src/index.mjs'));

test('the library offers its stock', () => {
  for (const name of ['createItem', 'createShelf', 'daysLeft']) assert.ok(offered.includes(name), name);
});

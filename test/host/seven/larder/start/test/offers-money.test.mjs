import assert from 'node:assert/strict';
import { test } from 'node:test';
const offered = Object.keys(await import('../src/index.mjs'));

test('the library offers its money', () => {
  for (const name of ['priceOf', 'totalOf']) assert.ok(offered.includes(name), name);
});

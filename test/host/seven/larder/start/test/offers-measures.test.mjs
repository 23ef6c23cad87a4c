import assert from 'node:assert/strict';
import { test } from 'node:test';
const offered = Object.keys(await import('../src/index.mjs'));

test('the library offers its measures', () => {
  for (const name of ['toBase', 'readFraction', 'roundCents']) assert.ok(offered.includes(name), name);
});

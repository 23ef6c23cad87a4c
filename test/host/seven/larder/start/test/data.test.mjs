import assert from 'node:assert/strict';
import { test } from 'node:test';
import { existsSync, readFileSync } from 'node:fs';

const read = (name) => JSON.parse(readFileSync(new URL(`../data/${name}.json`, import.meta.url), 'utf8'));

test('every staple has its aisle', () => {
  const aisles = read('aisles');
  for (const name of read('staples')) assert.equal(typeof aisles[name], 'number', name);
});

test('the manifest names files that are there', () => {
  for (const file of Object.keys(read('manifest')))
    assert.ok(existsSync(new URL(`../src/${file}`, import.meta.url)), file);
});

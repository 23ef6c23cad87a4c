import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseJson } from '../../../src/base/parseJson.ts';

test('what is no JSON is undefined, and nothing else is', () => {
  assert.deepEqual(['{"a":[1]}', 'null', '0'].map(parseJson), [{ a: [1] }, null, 0]);
  assert.deepEqual(['', '{', 'undefined', '{"a":1}x'].map(parseJson), [undefined, undefined, undefined, undefined]);
});

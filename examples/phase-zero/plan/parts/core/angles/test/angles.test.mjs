import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cosine, normalize } from '../src/core/angles.mjs';
import { assertNear } from './support/near.mjs';

for (const [angle, expected] of [
  [0, 0],
  [360, 0],
  [725, 5],
  [-90, 270],
]) {
  test(`${angle} is ${expected}`, () => assertNear(normalize(angle), expected));
}

test('the cosine of many turns is still exact', () => assertNear(cosine(360 * 100_000 + 60), 0.5));

test('it falls and rises', () => assert.deepEqual([0, 180].map(cosine), [1, -1]));

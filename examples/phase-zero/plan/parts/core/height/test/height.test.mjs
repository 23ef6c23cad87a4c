import { test } from 'node:test';
import { heightAt, rangeOf } from '../src/core/height.mjs';
import { assertNear } from './support/near.mjs';

const sunOnly = { name: 'sun', title: 'Sun only', level: 2, parts: [{ name: 'S2', amplitude: 1, phase: 0 }] };

for (const [hour, metres] of [
  ['00', 3],
  ['03', 2],
  ['06', 1],
  ['12', 3],
]) {
  test(`the sun's tide stands at ${metres} m at ${hour}:00`, () =>
    assertNear(heightAt(sunOnly, new Date(`2026-03-01T${hour}:00:00Z`)), metres));
}

test('the range is the mean level and all amplitudes', () => {
  assertNear(rangeOf(sunOnly).lowest, 1);
  assertNear(rangeOf(sunOnly).highest, 3);
});

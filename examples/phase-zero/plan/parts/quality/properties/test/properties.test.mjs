import assert from 'node:assert/strict';
import { test } from 'node:test';
import { heightAt, rangeOf } from '../src/core/height.mjs';

/** A small generator of repeatable numbers between 0 and 1. */
function numbersFrom(seed) {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

test('the water never leaves its range, at 50 made-up harbours on 200 days each', () => {
  const next = numbersFrom(7);
  for (let harbour = 0; harbour < 50; harbour += 1) {
    const parts = ['M2', 'S2', 'N2', 'K1', 'O1'].map((name) => ({ name, amplitude: next() * 3, phase: next() * 360 }));
    const station = { level: 5 + next(), parts };
    const { lowest, highest } = rangeOf(station);
    for (let day = 0; day < 200; day += 1) {
      const height = heightAt(station, new Date(Date.UTC(2026, 0, 1) + next() * 3.15e10));
      assert.ok(height >= lowest - 1e-9 && height <= highest + 1e-9, `${height} is outside ${lowest} to ${highest}`);
    }
  }
});

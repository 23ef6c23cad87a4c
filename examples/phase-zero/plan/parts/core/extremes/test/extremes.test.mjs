import assert from 'node:assert/strict';
import { test } from 'node:test';
import { extremes } from '../src/core/extremes.mjs';
import { heightAt } from '../src/core/height.mjs';

const station = {
  name: 'two',
  title: 'Moon and sun',
  level: 3,
  parts: [
    { name: 'M2', amplitude: 2, phase: 77 },
    { name: 'S2', amplitude: 0.7, phase: 110 },
  ],
};
const start = new Date('2026-02-01T00:00:00Z');

test('high and low water take turns, about four times a day', () => {
  const found = extremes(station, start, 7);
  assert.ok(found.length >= 26 && found.length <= 28, String(found.length));
  for (const [index, one] of found.entries()) assert.notEqual(one.kind, found[index + 1]?.kind);
});

test('no moment within half an hour is higher than high water, or lower than low water', () => {
  for (const { kind, date, height } of extremes(station, start, 7)) {
    for (let minutes = -30; minutes <= 30; minutes += 1) {
      const nearby = heightAt(station, new Date(date.getTime() + minutes * 60_000));
      if (kind === 'high') assert.ok(nearby <= height + 1e-6, `${date.toISOString()}: ${nearby} is above ${height}`);
      else assert.ok(nearby >= height - 1e-6, `${date.toISOString()}: ${nearby} is below ${height}`);
    }
  }
});

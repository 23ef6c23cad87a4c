import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asCurve } from '../src/formats/curve.mjs';

const station = { title: 'Fish & <Chips>', level: 2, parts: [{ name: 'S2', amplitude: 1, phase: 0 }] };
const picture = asCurve(station, new Date('2026-01-01T00:00:00Z'), 2);

test('a point for every ten minutes, both ends included', () => {
  assert.equal(/points="([^"]+)"/.exec(picture)[1].split(' ').length, 2 * 144 + 1);
});

test('every point lies inside the picture', () => {
  const heights = /points="([^"]+)"/.exec(picture)[1].split(' ').map((point) => Number(point.split(',')[1]));
  assert.ok(Math.min(...heights) >= 0 && Math.max(...heights) <= 240);
});

test('a title cannot break out of its place', () => assert.ok(picture.includes('Fish &amp; &lt;Chips&gt;')));

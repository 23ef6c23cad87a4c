import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hoursOf, timeAxis } from '../src/core/timeAxis.mjs';

test('a day in hours has both ends', () => {
  const axis = timeAxis(new Date('2026-01-01T00:00:00Z'), 1, 60);
  assert.equal(axis.length, 25);
  assert.equal(axis.at(-1).toISOString(), '2026-01-02T00:00:00.000Z');
});

test('hours count from 2000, leap days included', () => {
  assert.equal(hoursOf(new Date('2001-01-01T00:00:00Z')), 366 * 24);
});

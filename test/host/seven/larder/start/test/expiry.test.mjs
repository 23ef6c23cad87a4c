import assert from 'node:assert/strict';
import { test } from 'node:test';
import { daysLeft, isStale } from '../src/expiry.mjs';

test('the last day still counts', () => {
  assert.equal(daysLeft('2026-03-01', '2026-02-27'), 2);
  assert.equal(isStale('2026-02-27', '2026-02-27'), false);
  assert.equal(isStale('2026-02-26', '2026-02-27'), true);
});

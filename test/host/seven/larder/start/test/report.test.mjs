import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reportOf } from '../src/report.mjs';

test('a list with its sum', () => {
  assert.equal(reportOf([{ name: 'flour', amount: 500, unit: 'g' }], { flour: 90 }), 'flour  500 g\n0.45');
});

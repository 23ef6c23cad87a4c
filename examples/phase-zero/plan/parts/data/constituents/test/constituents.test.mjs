import assert from 'node:assert/strict';
import { test } from 'node:test';
import { constituent, constituents } from '../src/data/constituents.mjs';

test('names are unique', () => {
  assert.equal(new Set(constituents.map((one) => one.name)).size, constituents.length);
});

test('the sun comes round twice in exactly a day', () => {
  assert.equal(360 / constituent('S2').speed, 12);
});

test('the moon is late by about 25 minutes each half day', () => {
  const minutes = (360 / constituent('M2').speed - 12) * 60;
  assert.ok(minutes > 25 && minutes < 25.3, String(minutes));
});

test('an unknown name is an error that says so', () => {
  assert.throws(() => constituent('Z9'), /no constituent Z9/);
});

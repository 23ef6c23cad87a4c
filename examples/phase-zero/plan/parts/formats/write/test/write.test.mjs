import assert from 'node:assert/strict';
import { test } from 'node:test';
import { writeCalendarTime, writeMetres, writeMoment } from '../src/formats/write.mjs';

const date = new Date('2026-01-01T04:37:05Z');

test('metres', () => assert.deepEqual([1.005, -0.001, 12].map(writeMetres), ['1.00', '0.00', '12.00']));
test('a moment', () => assert.equal(writeMoment(date), '2026-01-01 04:37'));
test('a calendar time', () => assert.equal(writeCalendarTime(date), '20260101T043705Z'));

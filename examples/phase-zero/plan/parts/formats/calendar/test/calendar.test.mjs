import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asCalendar } from '../src/formats/calendar.mjs';

const turns = [
  { kind: 'low', date: new Date('2026-01-01T00:00:00Z'), height: 1 },
  { kind: 'high', date: new Date('2026-01-01T06:12:30Z'), height: 4.5 },
];
const text = asCalendar({ name: 'pier', title: 'Pier, north' }, turns);

test('one event for each high water', () => assert.equal(text.match(/BEGIN:VEVENT/g).length, 1));
test('lines end as the format wants', () => assert.ok(text.split('\n').slice(0, -1).every((line) => line.endsWith('\r'))));
test('a comma in a title is escaped', () => assert.ok(text.includes('Pier\\, north 4.50 m')));

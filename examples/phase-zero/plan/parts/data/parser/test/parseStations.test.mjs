import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseStations } from '../src/data/parseStations.mjs';

test('a station with its parts', () => {
  const [station] = parseStations('# a comment\npier "Old Pier" 2.5\n  M2 1.5 40 # large\n  S2 0.5 90\n');
  assert.equal(station.title, 'Old Pier');
  assert.deepEqual(station.parts[0], { name: 'M2', amplitude: 1.5, phase: 40 });
  assert.equal(station.parts.length, 2);
});

for (const [name, text, message] of [
  ['a part without a station', '  M2 1 2', /line 1/],
  ['an unknown constituent', 'pier "Pier" 1\n  Q9 1 2', /line 2: there is no constituent Q9/],
  ['a station without a level', 'pier "Pier"', /line 1: expected: name/],
]) {
  test(`${name} is refused with its line`, () => assert.throws(() => parseStations(text), message));
}

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { extremes } from '../src/core/extremes.mjs';
import { loadStations } from '../src/data/loadStations.mjs';

for (const station of loadStations()) {
  test(`a month at ${station.title} is as it was`, () => {
    const golden = JSON.parse(readFileSync(new URL(`golden/${station.name}.json`, import.meta.url), 'utf8'));
    const found = extremes(station, new Date('2026-01-01T00:00:00Z'), 30);
    assert.deepEqual(
      found.map(({ kind, date, height }) => [kind, date.toISOString(), Number(height.toFixed(4))]),
      golden,
    );
  });
}

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { plants } from './plants/plants.ts';
import { runSeeds } from './runSeeds.ts';

/** A bug that needs more seeds than this to be found is too rare to be looked for here; the everyday run has ten times as many. */
const mostSeeds = 2_000;

// Most are found within a few seeds, so that starting a worker is what takes time: each has one, and two run at once.
describe('a planted bug', { concurrency: 2 }, () => {
  for (const { name, from = 1 } of plants) {
    test(`is found: ${name}`, async (t) => {
      const report = await runSeeds({ from, count: mostSeeds, workers: 1, most: 1, plant: name });
      const [first] = report.broken;
      assert.ok(first, `${mostSeeds} seeds from ${from} on found nothing`);
      t.diagnostic(`seed ${first.seed}: ${first.law.slice(0, 160)}`);
    });
  }
});

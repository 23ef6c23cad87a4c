import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { plants } from './plants/plants.ts';
import { runSeeds } from './runSeeds.ts';

/** A bug that needs more seeds than this to be found is not found by the everyday run of the simulation either. */
const mostSeeds = 2_000;

// Most are found within a few seeds, so that starting a worker is what takes time: each has one, and two run at once.
describe('a planted bug', { concurrency: 2 }, () => {
  for (const { name } of plants) {
    test(`is found: ${name}`, async (t) => {
      const report = await runSeeds({ from: 1, count: mostSeeds, workers: 1, most: 1, plant: name });
      const [first] = report.broken;
      assert.ok(first, `${mostSeeds} seeds found nothing`);
      t.diagnostic(`seed ${first.seed}: ${first.law.slice(0, 160)}`);
    });
  }
});

import assert from 'node:assert/strict';
import { availableParallelism } from 'node:os';
import { test } from 'node:test';
import { replayCommand, runSeeds } from './runSeeds.ts';
import { simulate } from './world/simulate.ts';

const seeds = 20_000;

test(`${seeds} simulated swarms keep every law through crashes, losses and people`, async (t) => {
  const report = await runSeeds({ from: 1, count: seeds, workers: Math.min(4, availableParallelism()) });
  t.diagnostic(`${report.runs} swarms, ${report.operations} requests, ${report.entries} ledger entries`);
  const lines = report.broken.map(({ seed, law }) => `seed ${seed} (${replayCommand(seed)}): ${law}`);
  assert.equal(lines.join('\n'), '');
  assert.equal(report.runs, seeds);
});

test('one seed always leads to the same run', async () => {
  for (const seed of [7, 1036, 4711]) assert.deepEqual(await simulate(seed), await simulate(seed));
});

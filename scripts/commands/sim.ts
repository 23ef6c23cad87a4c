import { availableParallelism } from 'node:os';
import { replayCommand, runSeeds } from '../../test/sim/runSeeds.ts';
import { readNumbers } from './readNumbers.ts';
import type { RunCommand } from './commandContext.ts';

/** Simulates swarms from their seeds and prints those that broke a law, each with the command that runs it again. */
export const run: RunCommand = async (args) => {
  const numbers = readNumbers(args, { seeds: 1_000, from: 1, workers: availableParallelism() });
  if (!numbers) {
    console.error('Usage: npm run sim -- [--seeds <n>] [--from <seed>] [--workers <n>]');
    return 2;
  }
  const { seeds, from, workers } = numbers;
  const start = performance.now();
  const report = await runSeeds({ from, count: seeds, workers });
  for (const { seed, law } of report.broken)
    console.log(`seed ${seed} broke a law: ${law}\n  again: ${replayCommand(seed)}`);
  const seconds = ((performance.now() - start) / 1_000).toFixed(1);
  const seen = `${report.operations} requests, ${report.entries} ledger entries`;
  console.log(`${report.runs} swarms in ${seconds} s, ${seen}: ${report.broken.length} broke a law`);
  return report.broken.length === 0 ? 0 : 1;
};

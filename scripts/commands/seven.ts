import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatReport } from '../../test/host/seven/formatReport.ts';
import { runSeven } from '../../test/host/seven/seven.ts';
import { readNumbers } from './readNumbers.ts';
import type { RunCommand } from './commandContext.ts';

/** Runs seven sessions of scripted models from a plan to the merged result, killing processes on the way, and prints what became of it. */
export const run: RunCommand = async (args) => {
  const numbers = readNumbers(args, { seeds: 1, from: 1, kills: 3 });
  if (!numbers) {
    console.error('Usage: npm run seven -- [--seeds <n>] [--from <seed>] [--kills <n>]');
    return 2;
  }
  let problems = 0;
  for (let seed = numbers.from; seed < numbers.from + numbers.seeds; seed += 1) {
    const place = realpathSync(mkdtempSync(join(tmpdir(), 's2-seven-')));
    try {
      const report = await runSeven({ place, seed, kills: numbers.kills });
      console.log(`${formatReport(report)}\n`);
      problems += report.problems.length;
    } finally {
      rmSync(place, { recursive: true, force: true, maxRetries: 3 });
    }
  }
  return problems === 0 ? 0 : 1;
};

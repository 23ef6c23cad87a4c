import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { killAgainAndAgain } from '../../test/host/kill/killRounds.ts';
import { readNumbers } from './readNumbers.ts';
import type { RunCommand } from './commandContext.ts';

/** More kills than this need a swarm of their own, because its tasks run out. */
const killsOfARound = 50;

/** Kills real leaders at failpoints, two swarms at a time, and prints what was lost, doubled or does not verify. */
export const run: RunCommand = async (args) => {
  const numbers = readNumbers(args, { kills: 200, from: 1, workers: Math.min(2, availableParallelism()) });
  if (!numbers) {
    console.error('Usage: npm run chaos -- [--kills <n>] [--from <seed>] [--workers <n>]');
    return 2;
  }
  const seeds = Array.from({ length: Math.ceil(numbers.kills / killsOfARound) }, (_, at) => numbers.from + at);
  let [done, entries, acknowledged, broken] = [0, 0, 0, 0];
  const work = async (): Promise<void> => {
    for (let seed = seeds.shift(); seed !== undefined; seed = seeds.shift()) {
      const kills = Math.min(killsOfARound, numbers.kills - (seed - numbers.from) * killsOfARound);
      const report = await killOneSwarm(seed, kills);
      done += kills;
      entries += report.entries;
      acknowledged += report.acknowledged;
      broken += report.broken.length;
      for (const problem of report.broken) console.log(`seed ${seed}: ${problem}`);
    }
  };
  await Promise.all(Array.from({ length: numbers.workers }, work));
  console.log(`${done} kills, ${acknowledged} acknowledged requests, ${entries} ledger entries: ${broken} problems`);
  return broken === 0 ? 0 : 1;
};

async function killOneSwarm(seed: number, kills: number): ReturnType<typeof killAgainAndAgain> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 's2-chaos-')));
  try {
    return await killAgainAndAgain({ folder, seed, kills });
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

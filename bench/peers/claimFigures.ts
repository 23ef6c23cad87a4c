import type { Result } from '../benchmark.ts';
import { openAppendSync } from '../floors/appendSync.ts';
import { measureByTurns } from '../measure.ts';
import { median, p95 } from '../statistics.ts';
import type { PeerPlace } from './peerPlace.ts';

/** Measures a peer's own way to grant a task to exactly one claimant, one after the other, by turns with the disk's floor. */
export async function claimFigures(
  { folder, size }: PeerPlace,
  what: string,
  claim: (task: string) => Promise<boolean>,
): Promise<Result> {
  const disk = openAppendSync(folder);
  let next = 0;
  const step = async (): Promise<void> => {
    next += 1;
    if (!(await claim(`task-${next}`))) throw new Error(`task-${next} was not granted`);
  };
  const samples = await measureByTurns({ disk: disk.step, step }, { rounds: size(20, 1), perRound: size(50, 3) });
  disk.close();
  return {
    figures: [
      { what: `${what}, median`, value: median(samples.step), unit: 'µs' },
      { what: `${what}, p95`, value: p95(samples.step), unit: 'µs' },
      { what: 'median ÷ fdatasync', value: median(samples.step) / median(samples.disk), unit: '×' },
    ],
  };
}

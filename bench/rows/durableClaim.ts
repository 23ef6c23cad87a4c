import type { Benchmark } from '../benchmark.ts';
import { openAppendSync } from '../floors/appendSync.ts';
import { measureByTurns } from '../measure.ts';
import { median, p95 } from '../statistics.ts';
import { openSwarm } from '../swarm/openSwarm.ts';
import { benchPlan, benchTasks, sessionsFor } from '../swarm/plans.ts';
import { claimInOrder } from '../swarm/claims.ts';

/** One claim after the other through the coordinator in this process, each durable and witnessed before it is answered. */
export const durableClaim: Benchmark = {
  name: 'durable-claim',
  rowOfSpec: 'durable claim + event + witness, in process',
  run: async ({ folder, size }) => {
    const rounds = { rounds: size(40, 2), perRound: size(50, 3) };
    const tasks = (rounds.rounds + 1) * rounds.perRound;
    const swarm = await openSwarm(folder, benchPlan(sessionsFor(tasks), benchTasks(tasks)));
    const floor = openAppendSync(folder);
    const claim = claimInOrder(swarm.coordinator);
    const samples = await measureByTurns({ floor: floor.step, claim }, rounds);
    floor.close();
    swarm.close();
    return {
      figures: [
        { what: 'fdatasync of 4 KiB, median', value: median(samples.floor), unit: 'µs' },
        { what: 'fdatasync of 4 KiB, p95', value: p95(samples.floor), unit: 'µs' },
        { what: 'claim, median', value: median(samples.claim), unit: 'µs' },
        { what: 'claim, p95', value: p95(samples.claim), unit: 'µs' },
        {
          what: 'median ÷ fdatasync',
          value: median(samples.claim) / median(samples.floor),
          unit: '×',
          target: { limit: 1.5, better: 'lower' },
        },
        {
          what: 'p95 ÷ p95 of fdatasync',
          value: p95(samples.claim) / p95(samples.floor),
          unit: '×',
          target: { limit: 2, better: 'lower' },
        },
      ],
    };
  },
};

import { join } from 'node:path';
import type { Benchmark } from '../benchmark.ts';
import { measureByTurns } from '../measure.ts';
import { median } from '../statistics.ts';
import { claimInOrder } from '../swarm/claims.ts';
import { openSwarm } from '../swarm/openSwarm.ts';
import { benchPlan, benchTasks, sessionsFor } from '../swarm/plans.ts';
import { createPlainSealer, openPlainLedger } from '../swarm/plainLedger.ts';

/** The same claim with and without a witness: same coordinator, same SQLite settings, no hash, tree, signature and checkpoint row. */
export const witnessCost: Benchmark = {
  name: 'witness-cost',
  rowOfSpec: 'witness cost',
  run: async ({ folder, size }) => {
    const rounds = { rounds: size(40, 2), perRound: size(50, 3) };
    const tasks = (rounds.rounds + 1) * rounds.perRound;
    const plan = benchPlan(sessionsFor(tasks), benchTasks(tasks));
    const witnessed = await openSwarm(folder, plan);
    const ledger = openPlainLedger(join(folder, 'plain.db'));
    const plain = await openSwarm(folder, plan, { ledger, createSealer: createPlainSealer });
    const samples = await measureByTurns(
      {
        plain: claimInOrder(plain.coordinator),
        witnessed: claimInOrder(witnessed.coordinator),
      },
      rounds,
    );
    plain.close();
    witnessed.close();
    const ratio = median(samples.witnessed) / median(samples.plain);
    return {
      figures: [
        { what: 'claim without witness, median', value: median(samples.plain), unit: 'µs' },
        { what: 'claim with witness, median', value: median(samples.witnessed), unit: 'µs' },
        { what: 'with ÷ without', value: ratio, unit: '×', target: { limit: 1.4, better: 'lower' } },
      ],
    };
  },
};

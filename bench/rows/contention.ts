import type { Benchmark } from '../benchmark.ts';
import { largest, median, p95 } from '../statistics.ts';
import { openSwarm, serveSwarm } from '../swarm/openSwarm.ts';
import { benchPlan, benchSessions, benchTasks } from '../swarm/plans.ts';
import { startChild } from '../swarm/startChild.ts';
import type { Contended } from './contender.ts';

/** Sixteen processes that all claim the same tasks in the same order, each as fast as it is answered. */
export const contention: Benchmark = {
  name: 'contention',
  rowOfSpec: '16 contending clients',
  run: async ({ folder, size }) => {
    const [processes, tasks] = [size(16, 2), size(500, 10)];
    const sessions = benchSessions(processes, tasks);
    const swarm = await openSwarm(folder, benchPlan(sessions, benchTasks(tasks)));
    const served = await serveSwarm(swarm);
    const contenders = await Promise.all(
      sessions.map(({ id }) =>
        startChild('rows/contender.ts', [
          served.address,
          swarm.tokens.grant({ kind: 'session', session: id }),
          id,
          String(tasks),
        ]),
      ),
    );
    const began = performance.now();
    for (const contender of contenders) contender.process.send('go');
    const results = await Promise.all(contenders.map(async (contender) => (await contender.next()) as Contended));
    const seconds = (performance.now() - began) / 1_000;
    for (const contender of contenders) await contender.end();
    await served.close();
    swarm.close();
    const won = results.flatMap((result) => result.won);
    const latencies = results.flatMap((result) => result.latencies);
    return {
      figures: [
        {
          what: 'tasks claimed twice or never',
          value: won.length - new Set(won).size + (tasks - new Set(won).size),
          unit: '',
          target: { limit: 0, better: 'lower' },
        },
        { what: 'answer, median', value: median(latencies), unit: 'µs' },
        { what: 'answer, p95', value: p95(latencies), unit: 'µs' },
        {
          what: 'answer, longest',
          value: largest(latencies) / 1_000,
          unit: 'ms',
          target: { limit: 100, better: 'lower' },
        },
        { what: 'requests answered', value: latencies.length / seconds, unit: '/s' },
      ],
    };
  },
};

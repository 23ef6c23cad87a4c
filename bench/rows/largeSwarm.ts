import { sessionId, taskId } from '../../src/domain/task/ids.ts';
import type { Benchmark } from '../benchmark.ts';
import { drain } from '../swarm/drain.ts';
import { openSwarm } from '../swarm/openSwarm.ts';
import { benchPlan, benchSessions, benchTasks } from '../swarm/plans.ts';

/** Ten tasks for each session in two phases, every tenth unowned, every fifth behind another session's task. */
export const largeSwarm: Benchmark = {
  name: 'large-swarm',
  rowOfSpec: '10,000 sessions × 100,000 tasks: drained',
  run: async ({ folder, size }) => {
    const [sessions, tasks] = [size(10_000, 5), size(100_000, 50)];
    const plan = benchPlan(
      benchSessions(sessions, 1),
      benchTasks(tasks, (at) => ({
        ...(at % 10 === 9 ? {} : { session: sessionId(`session-${at % sessions}`), phase: at < tasks / 2 ? 1 : 2 }),
        ...(at % 5 === 3 && at > tasks / 2 ? { dependsOn: [taskId(`T${at - Math.floor(tasks / 2)}`)] } : {}),
      })),
    );
    const began = performance.now();
    const swarm = await openSwarm(folder, plan);
    const planned = (performance.now() - began) / 1_000;
    const { seconds, lifecycles } = await drain(swarm.coordinator, sessions);
    const entries = swarm.coordinator.state.sequence;
    swarm.close();
    return {
      figures: [
        { what: 'planned and adopted', value: planned, unit: 's' },
        { what: 'drained', value: seconds, unit: 's', target: { limit: 180, better: 'lower' } },
        { what: 'lifecycles', value: lifecycles / seconds, unit: '/s' },
        { what: 'entries in the ledger', value: entries, unit: '' },
        { what: 'memory at the end', value: process.memoryUsage().rss / 2 ** 20, unit: 'MB' },
      ],
    };
  },
};

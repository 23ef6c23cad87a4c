import type { Benchmark } from '../benchmark.ts';
import { openSwarm } from '../swarm/openSwarm.ts';
import { benchPlan, benchSessions, benchTasks } from '../swarm/plans.ts';
import { drain } from '../swarm/drain.ts';
import { sessionId } from '../../src/domain/task/ids.ts';

/** claim → complete → integrated, each durable and witnessed, as many sessions at once as share a commit. */
export const lifecycle: Benchmark = {
  name: 'lifecycle',
  rowOfSpec: 'full task lifecycle through the public API',
  run: async ({ folder, size }) => {
    const [sessions, perSession] = [size(256, 4), size(160, 5)];
    const tasks = sessions * perSession;
    const plan = benchPlan(
      benchSessions(sessions, 1),
      benchTasks(tasks, (at) => ({ session: sessionId(`session-${at % sessions}`) })),
    );
    const swarm = await openSwarm(folder, plan);
    const { seconds } = await drain(swarm.coordinator, sessions);
    swarm.close();
    return { figures: [{ what: 'lifecycles', value: tasks / seconds, unit: '/s' }] };
  },
};

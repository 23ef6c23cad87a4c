import { decideRescue } from '../../src/domain/task/decideRescue.ts';
import { applyEvent } from '../../src/domain/task/applyEvent.ts';
import { blockerId, sessionId, taskId } from '../../src/domain/task/ids.ts';
import { createSwarmState, type SwarmState } from '../../src/domain/task/swarmState.ts';
import type { Benchmark } from '../benchmark.ts';
import { measureByTurns } from '../measure.ts';
import { median, p95 } from '../statistics.ts';
import { benchSessions, benchTasks } from '../swarm/plans.ts';

const blocker = blockerId('B1');
const skills = ['code:parser', 'docs:technical-writing', 'integration:*', 'security:signing', 'testing:load'];

/** Who of all sessions helps best with a blocker: the coordinator's own decision, matching every one of them. */
export const capabilityMatch: Benchmark = {
  name: 'capability-match',
  rowOfSpec: 'capability match over 10,000 sessions',
  run: async ({ size }) => {
    const state = blockedAmong(size(10_000, 20));
    const step = (): void => {
      if (decideRescue(state, blocker).length !== 1) throw new Error('nobody was found');
    };
    const { match } = await measureByTurns({ match: step }, { rounds: size(20, 1), perRound: size(20, 2) });
    return {
      figures: [
        {
          what: 'best helper of 10,000, median',
          value: median(match) / 1_000,
          unit: 'ms',
          target: { limit: 1, better: 'lower' },
        },
        { what: 'best helper of 10,000, p95', value: p95(match) / 1_000, unit: 'ms' },
      ],
    };
  },
};

/** A state in which T0 is blocked and each of `count` sessions has another mixture of skills. */
function blockedAmong(count: number): SwarmState {
  const state = createSwarmState();
  let sequence = 0;
  const apply = (event: Parameters<typeof applyEvent>[1]): void => {
    sequence += 1;
    applyEvent(state, event, sequence, sequence);
  };
  for (const [at, session] of benchSessions(count, 1).entries()) {
    const capabilities = skills.filter((_, skill) => ((at >> skill) & 1) === 0);
    apply({ type: 'session.planned', session: { ...session, capabilities } });
  }
  const owner = sessionId('session-0');
  const [task] = benchTasks(1, () => ({
    session: owner,
    unblock: { capabilities: ['integration:ndi', 'security:signing', 'code:parser'], run: 'make help' },
  }));
  if (!task) throw new RangeError('no task was made');
  apply({ type: 'task.planned', task });
  apply({ type: 'task.claimed', task: taskId('T0'), session: owner, epoch: 1, attempt: 1 });
  const reported = { task: taskId('T0'), session: owner, epoch: 1, reason: 'no key', needs: [] };
  apply({ type: 'blocker.reported', blocker, ...reported });
  return state;
}

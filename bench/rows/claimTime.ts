import { decideClaimNext } from '../../src/domain/task/chooseTask.ts';
import { sessionId } from '../../src/domain/task/ids.ts';
import type { Benchmark } from '../benchmark.ts';
import { measureByTurns, type Step } from '../measure.ts';
import { median, p95 } from '../statistics.ts';
import { asSession, openSwarm, type BenchSwarm } from '../swarm/openSwarm.ts';
import { benchPlan, benchSessions, benchTasks } from '../swarm/plans.ts';

const session = 'session-0';

/** `claimNext` with 1,000 and with 100,000 ready tasks, by turns: the whole claim, and the decision alone. */
export const claimTime: Benchmark = {
  name: 'claim-time',
  rowOfSpec: 'claim time at 100,000 tasks ≤ 1.5 × at 1,000',
  run: async ({ folder, size }) => {
    const rounds = { rounds: size(10, 2), perRound: size(20, 2) };
    const few = await openWith(folder, size(1_000, 20));
    const many = await openWith(folder, size(100_000, 60));
    const whole = await measureByTurns({ few: claimNext(few), many: claimNext(many) }, rounds);
    const decision = await measureByTurns({ few: decideOnly(few), many: decideOnly(many) }, rounds);
    few.close();
    many.close();
    const ratio = median(whole.many) / median(whole.few);
    return {
      figures: [
        { what: 'claim at 1,000, median', value: median(whole.few), unit: 'µs' },
        { what: 'claim at 100,000, median', value: median(whole.many), unit: 'µs' },
        { what: 'claim at 100,000, p95', value: p95(whole.many), unit: 'µs' },
        { what: 'claim at 100,000 ÷ at 1,000', value: ratio, unit: '×', target: { limit: 1.5, better: 'lower' } },
        { what: 'decision alone at 1,000, median', value: median(decision.few), unit: 'µs' },
        { what: 'decision alone at 100,000, median', value: median(decision.many), unit: 'µs' },
      ],
    };
  },
};

function openWith(folder: string, tasks: number): Promise<BenchSwarm> {
  return openSwarm(folder, benchPlan(benchSessions(1, tasks), benchTasks(tasks)));
}

function claimNext({ coordinator }: BenchSwarm): Step {
  return async () => {
    const answer = await coordinator.handle({ verb: 'claimNext', session, wait: false }, asSession(session));
    if (!answer.ok) throw new Error(answer.error.message);
  };
}

function decideOnly({ coordinator }: BenchSwarm): Step {
  return () => {
    if (!decideClaimNext(coordinator.state, sessionId(session)).accepted) throw new Error('was refused');
  };
}

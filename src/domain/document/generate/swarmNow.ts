import { deriveSessionStatus, deriveStatus } from '../../task/status.ts';
import type { SwarmState } from '../../task/swarmState.ts';
import type { TaskState } from '../../task/taskState.ts';
import type { SwarmNow, TaskNow } from './subject.ts';

/** What generated documents say of a swarm, from the state that was folded from its ledger. */
export function swarmNow(state: SwarmState): SwarmNow {
  const tasks = new Map([...state.tasks.values()].map((task) => [String(task.spec.id), taskNow(state, task)]));
  const sessions = new Map(
    [...state.sessions.values()]
      .filter(({ withdrawn }) => !withdrawn)
      .map((session) => {
        const working = [...session.claims].map(String).sort();
        return [String(session.spec.id), { state: deriveSessionStatus(state, session), working }] as const;
      }),
  );
  const blockers = [...state.openBlockers].flatMap((id) => {
    const blocker = state.blockers.get(id);
    if (!blocker) return [];
    const { task, session, reason, needs, since, helpers } = blocker;
    return [{ id, task, session, reason, needs, since, helpers: [...helpers.keys()] }];
  });
  return { tasks, sessions, blockers };
}

function taskNow(state: SwarmState, task: TaskState): TaskNow {
  const { progress, epoch, failures, lastFailure } = task;
  return {
    status: deriveStatus(state, task),
    owner: 'by' in progress ? progress.by : null,
    epoch,
    failures,
    ...(lastFailure === undefined ? {} : { lastFailure }),
    ...(progress.stage === 'completed' ? { merge: progress.merge, completedAt: progress.at } : {}),
  };
}

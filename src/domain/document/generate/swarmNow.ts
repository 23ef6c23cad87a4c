import { accountOf, type BudgetPlace } from '../../governor/budgetBook.ts';
import { toDollars } from '../../governor/money.ts';
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
        const spent = spentAt(state, { scope: 'session', id: session.spec.id });
        return [String(session.spec.id), { state: deriveSessionStatus(state, session), working, ...spent }] as const;
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
    ...spentAt(state, { scope: 'task', id: task.spec.id }),
    ...(progress.stage === 'completed' ? { merge: progress.merge, completedAt: progress.at } : {}),
  };
}

/** What is spent at a place, in dollars; nothing is said of a place that never cost anything. */
function spentAt(state: SwarmState, place: BudgetPlace): { readonly spent?: number } {
  const { spent } = accountOf(state.budget, place);
  return spent === 0 ? {} : { spent: toDollars(spent) };
}

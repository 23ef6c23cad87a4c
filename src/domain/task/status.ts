import { mergeGate } from '../guard/mergeApproval.ts';
import { isHalted } from './affordability.ts';
import { shutCommand } from './taskCommands.ts';
import { isHeldBack, waitsForWork } from './readiness.ts';
import type { SessionState, SwarmState } from './swarmState.ts';
import type { TaskState, TaskStatus } from './taskState.ts';

/** The status of a task as people see it, derived from what happened. */
export function deriveStatus(state: SwarmState, task: TaskState): TaskStatus {
  switch (task.progress.stage) {
    case 'open':
      if (waitsForWork(state, task) || shutCommand(state, task)) return 'pending';
      return isHeldBack(state, task) ? 'awaiting-approval' : 'ready';
    case 'claimed':
      return 'claimed';
    case 'submitted':
      return mergeGate(state, task) ? 'awaiting-approval' : 'verifying';
    case 'completed':
      return 'completed';
    case 'failed':
      return 'failed';
    case 'cancelled':
      return 'cancelled';
  }
}

/** State of a session as people see it. */
export type SessionStatus = 'waiting' | 'working' | 'blocked' | 'helping' | 'error' | 'budget_exceeded' | 'completed';

/** The state of a session, derived from its claims, blockers and open tasks. */
export function deriveSessionStatus(state: SwarmState, session: SessionState): SessionStatus {
  const { id } = session.spec;
  if ((session.open.size > 0 || session.claims.size > 0) && isHalted(state, session)) return 'budget_exceeded';
  const held = [...session.claims].map((task) => state.tasks.get(task)).filter((task) => task !== undefined);
  if (held.some(({ spec }) => spec.helps !== undefined || spec.idle?.kind === 'help')) return 'helping';
  if (held.length > 0) return 'working';
  if (isBlocked(state, id)) return 'blocked';
  if ([...session.open].some((task) => state.tasks.get(task)?.progress.stage === 'failed')) return 'error';
  return session.open.size === 0 ? 'completed' : 'waiting';
}

function isBlocked(state: SwarmState, session: SessionState['spec']['id']): boolean {
  for (const id of state.openBlockers) {
    const blocker = state.blockers.get(id);
    if (blocker?.holds && blocker.session === session) return true;
  }
  return false;
}

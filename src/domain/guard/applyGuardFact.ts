import { refreshReady } from '../task/readiness.ts';
import { moveTo, taskOf } from '../task/taskIndexes.ts';
import type { SwarmState } from '../task/swarmState.ts';
import type { TaskState } from '../task/taskState.ts';
import type { GuardEvent } from './guardEvent.ts';
import { applyGuardEvent } from './guardState.ts';
import { forgetMerge, isProtected } from './mergeApproval.ts';
import { lapseUngated } from './needsApproval.ts';

/** Folds a fact of the guard into the swarm: what was asked and decided, and what it means for the task. */
export function applyGuardFact(
  state: SwarmState,
  event: GuardEvent,
  place: { readonly at: number; readonly sequence: number },
): void {
  applyGuardEvent(state.guard, event, place);
  if (event.type === 'approval.asked') noteAsked(taskOf(state, event.task), event);
  // What becomes of work whose merge is refused is a fact of its own.
  if (event.type !== 'approval.decided' || state.guard.approvals.get(event.approval)?.commit !== undefined) return;
  const task = taskOf(state, event.task);
  if (event.verdict === 'rejected') moveTo(state, task, { stage: 'failed', reason: event.reason });
  refreshReady(state, task);
}

function noteAsked(task: TaskState, { approval, commit }: Extract<GuardEvent, { type: 'approval.asked' }>): void {
  if (commit === undefined) task.approval = approval;
  else task.mergeApproval = approval;
}

/** A policy that changes puts up gates and takes them away. */
export function refreshGates(state: SwarmState): void {
  const guarded = isProtected(state);
  for (const task of state.tasks.values()) {
    lapseUngated(state, task);
    if (!guarded) forgetMerge(state, task);
    refreshReady(state, task);
  }
}

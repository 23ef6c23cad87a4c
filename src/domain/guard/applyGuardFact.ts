import { refreshReady } from '../task/readiness.ts';
import { moveTo, taskOf } from '../task/taskIndexes.ts';
import type { SwarmState } from '../task/swarmState.ts';
import type { GuardEvent } from './guardEvent.ts';
import { applyGuardEvent } from './guardState.ts';
import { lapseUngated } from './needsApproval.ts';

/** Folds a fact of the guard into the swarm: what was asked and decided, and what it means for the task. */
export function applyGuardFact(
  state: SwarmState,
  event: GuardEvent,
  place: { readonly at: number; readonly sequence: number },
): void {
  applyGuardEvent(state.guard, event, place);
  if (event.type === 'approval.asked') taskOf(state, event.task).approval = event.approval;
  if (event.type !== 'approval.decided') return;
  const task = taskOf(state, event.task);
  if (event.verdict === 'rejected') moveTo(state, task, { stage: 'failed', reason: event.reason });
  refreshReady(state, task);
}

/** A policy that changes puts up gates and takes them away. */
export function refreshGates(state: SwarmState): void {
  for (const task of state.tasks.values()) {
    lapseUngated(state, task);
    refreshReady(state, task);
  }
}

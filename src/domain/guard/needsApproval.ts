import type { SwarmState } from '../task/swarmState.ts';
import type { TaskState } from '../task/taskState.ts';
import type { ApprovalStage } from './approval.ts';
import { gatesOf, type Gate } from './gate.ts';
import { lapseApproval } from './guardState.ts';

/** The gates that keep a task from being claimed until a person approves it; none when there are none, or it is approved. */
export function shutGates(state: SwarmState, task: TaskState): readonly Gate[] {
  const { approval } = task;
  if (approval !== undefined && state.guard.approvals.get(approval)?.stage.state === 'approved') return [];
  return gatesOf(task.spec, state.policy.guard);
}

/** Keeps the index of tasks for which an approval has to be asked; `onlyThat` says that nothing else keeps the task. */
export function refreshUnasked(state: SwarmState, task: TaskState, onlyThat: boolean): void {
  if (onlyThat && task.approval === undefined) state.guard.unasked.add(task.spec.id);
  else state.guard.unasked.delete(task.spec.id);
}

/** The rejection that keeps a task failed; undefined when nobody rejected it. */
export function rejectionOf(
  state: SwarmState,
  task: TaskState,
): Extract<ApprovalStage, { state: 'rejected' }> | undefined {
  const stage = task.approval === undefined ? undefined : state.guard.approvals.get(task.approval)?.stage;
  return stage?.state === 'rejected' ? stage : undefined;
}

/** Lets a request for approval lapse when the policy does not ask for it any more. */
export function lapseUngated(state: SwarmState, task: TaskState): void {
  const { approval } = task;
  if (approval === undefined || !state.guard.openApprovals.has(approval)) return;
  if (shutGates(state, task).length === 0) forgetApproval(state, task);
}

/** Takes back what was asked about a task that is planned anew, withdrawn, or has no gate any more. */
export function forgetApproval(state: SwarmState, task: TaskState): void {
  if (task.approval !== undefined) lapseApproval(state.guard, task.approval);
  task.approval = undefined;
  state.guard.unasked.delete(task.spec.id);
}

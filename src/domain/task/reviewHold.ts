import type { Refusal } from './refusal.ts';
import type { SwarmState } from './swarmState.ts';
import type { TaskState } from './taskState.ts';

/** How much waits for a person's approval, and how much may while new work begins; undefined when there is room for more, or no limit. */
export function reviewHold(state: SwarmState): { readonly waiting: number; readonly limit: number } | undefined {
  const limit = state.policy.maxWaitingForReview;
  const waiting = state.guard.openApprovals.size;
  return limit === undefined || waiting < limit ? undefined : { waiting, limit };
}

/** Whether a person has let the task begin: what was cleared goes on, however much else waits. */
export function isApproved(state: SwarmState, { approval }: TaskState): boolean {
  return approval !== undefined && state.guard.approvals.get(approval)?.stage.state === 'approved';
}

/** Why nobody begins the task before a person has cleared something; undefined when it may begin. */
export function keepForReview(state: SwarmState, task: TaskState): Refusal | undefined {
  const review = reviewHold(state);
  return review && !isApproved(state, task) ? { code: 'paused', review } : undefined;
}

/** The same as two sentences: the number that waits, and the approval that has waited longest. */
export function explainReviewHold(
  state: SwarmState,
  { waiting, limit }: { readonly waiting: number; readonly limit: number },
): { readonly reason: string; readonly action: string } {
  const [oldest] = state.guard.openApprovals;
  const task = oldest === undefined ? undefined : state.guard.approvals.get(oldest)?.task;
  return {
    reason: `${waiting} ${waiting === 1 ? 'task waits' : 'tasks wait'} for a person's approval, and nothing new begins while ${limit} or more do (resource_policy.max_waiting_for_review).`,
    action: `Decide one: \`s2 approve ${task ?? '<task>'}\`, or \`s2 reject ${task ?? '<task>'} --reason <text>\`.`,
  };
}

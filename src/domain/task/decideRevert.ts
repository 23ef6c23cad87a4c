import type { EvidenceRef, SwarmEvent } from './event.ts';
import { decideReopen } from './decideReopen.ts';
import type { TaskId } from './ids.ts';
import { accept, refuse, type Decision } from './refusal.ts';
import type { SwarmState } from './swarmState.ts';

/** What a person has put onto the integration branch, and what is to become of the task. */
export interface Revert {
  readonly task: TaskId;
  readonly epoch: number;
  /** The head of the integration branch by the ledger that it was made on. */
  readonly from: string;
  /** The commit that takes the task's last merge back. */
  readonly commit: string;
  readonly evidence: readonly EvidenceRef[];
  /** Whether it is done again; otherwise it is planned no more. */
  readonly reopen: boolean;
}

/**
 * Decides how the revert of a merged task is recorded: whoever works on something that waits for it loses that, what was built
 * on it is marked, the task is open again or withdrawn, and the branch is at the new commit by the ledger.
 */
export function decideRevert(state: SwarmState, revert: Revert): Decision<SwarmEvent> {
  const { task: id, epoch, from, commit, evidence, reopen } = revert;
  const task = state.tasks.get(id);
  if (!task) return refuse({ code: 'unknown', what: 'task', id });
  const { progress } = task;
  if (progress.stage !== 'completed')
    return refuse({
      code: 'forbidden',
      reason: `${id} is not merged`,
      next: `\`s2 why ${id}\` says what it waits for.`,
    });
  if (epoch !== task.epoch) return refuse({ code: 'stale-epoch', task: id, given: epoch, current: task.epoch });
  const { head } = state.integration;
  if (head !== from)
    return refuse({ code: 'forbidden', reason: `${state.integrationBranch} has moved on from ${from.slice(0, 12)}` });
  const reopened = decideReopen(state, id, { reason: 'a person took its merge back', withDependents: false });
  if (!reopened.accepted) return reopened;
  const reverted: SwarmEvent = {
    type: 'task.reverted',
    task: id,
    epoch,
    merge: progress.merge,
    from,
    commit,
    evidence,
  };
  return reopen
    ? accept(...reopened.events, reverted)
    : accept(...reopened.events, { type: 'task.withdrawn', task: id }, reverted);
}

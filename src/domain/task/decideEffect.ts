import { clearBlocker, withdrawHelp } from './clearBlocker.ts';
import { commandFailure } from './commandBreakers.ts';
import type { CommandFault } from '../governor/commandBreaker.ts';
import type { EvidenceRef, ReleaseReason, SwarmEvent } from './event.ts';
import type { SessionId, TaskId } from './ids.ts';
import { accept, refuse, type Decision, type Refusal } from './refusal.ts';
import type { SwarmState } from './swarmState.ts';
import type { TaskState } from './taskState.ts';

/** The claim that an effect is made under: an effect of an older epoch, or by another session, is refused. */
export interface ClaimRef {
  readonly task: TaskId;
  readonly session: SessionId;
  readonly epoch: number;
}

/** Decides whether progress may be recorded under `claim`. */
export function decideProgress(state: SwarmState, claim: ClaimRef, note: string): Decision<SwarmEvent> {
  return underClaim(state, claim, () =>
    accept({ type: 'task.progressed', task: claim.task, epoch: claim.epoch, note }),
  );
}

/** Decides whether the owner may hand its result to the merge queue. */
export function decideSubmit(
  state: SwarmState,
  claim: ClaimRef,
  result: { readonly commit: string; readonly evidence: readonly EvidenceRef[]; readonly checked?: true },
): Decision<SwarmEvent> {
  return underClaim(state, claim, () =>
    accept({ type: 'task.submitted', task: claim.task, epoch: claim.epoch, ...result }),
  );
}

/** Why an attempt failed; `command` is the one that is to blame, as the plan has it, when the place is rather than the work. */
export interface Failure {
  readonly reason: string;
  readonly evidence: readonly EvidenceRef[];
  readonly command?: { readonly command: string; readonly fault: CommandFault } | undefined;
}

/** Decides how a failed attempt is recorded: the last allowed attempt makes the task failed. */
export function decideFail(state: SwarmState, claim: ClaimRef, failure: Failure): Decision<SwarmEvent> {
  return underClaim(state, claim, (task) => accept(failed(state, task, failure)));
}

/** Decides whether a claim may be given up; the task is open again for everybody. */
export function decideRelease(state: SwarmState, claim: ClaimRef, reason: ReleaseReason): Decision<SwarmEvent> {
  return underClaim(state, claim, ({ spec }) => {
    const released: SwarmEvent = { type: 'task.released', task: claim.task, epoch: claim.epoch, reason };
    // Whoever gives help back does not help: somebody else is sought, and a helper cannot take and give back for ever.
    if (spec.helps === undefined || reason !== 'released') return accept(released);
    return accept(released, ...withdrawHelp(state, claim.task, 'help given back'));
  });
}

/** Decides what the merge queue's verdict on a submitted task comes to; a merged help task clears its blocker. */
export function decideIntegration(
  state: SwarmState,
  at: { readonly task: TaskId; readonly epoch: number },
  verdict:
    | { readonly merged: true; readonly merge: string; readonly evidence: readonly EvidenceRef[] }
    | ({ readonly merged: false } & Failure),
): Decision<SwarmEvent> {
  const task = state.tasks.get(at.task);
  if (!task) return refuse({ code: 'unknown', what: 'task', id: at.task });
  const stale = checkStage(task, at.epoch, 'submitted');
  if (stale) return refuse(stale);
  if (!verdict.merged) return accept(failed(state, task, verdict));
  const completed: SwarmEvent = {
    type: 'task.completed',
    task: at.task,
    epoch: at.epoch,
    merge: verdict.merge,
    evidence: verdict.evidence,
  };
  const helped = task.spec.helps === undefined ? undefined : state.blockers.get(task.spec.helps);
  if (!helped || helped.cleared) return accept(completed);
  const others = clearBlocker(state, helped, task.spec.session ?? 'help').filter(
    (event) => event.type !== 'task.withdrawn' || event.task !== at.task,
  );
  return accept(completed, ...others);
}

/** A session that looks for the cause of its own error, and fails at that, too, asks a person: the next try would wait for its breaker. */
function isOwnSearch(state: SwarmState, { spec }: TaskState): boolean {
  const error = spec.debugs === undefined ? undefined : state.tasks.get(spec.debugs);
  return error !== undefined && error.spec.session === spec.session;
}

function failed(state: SwarmState, task: TaskState, failure: Failure): SwarmEvent {
  const final = task.failures + 1 >= (isOwnSearch(state, task) ? 1 : state.policy.maxAttempts);
  return {
    type: 'task.failed',
    task: task.spec.id,
    epoch: task.epoch,
    final,
    reason: failure.reason,
    evidence: failure.evidence,
    ...commandFailure(task, failure.command),
  };
}

/** Lets `effect` decide when `claim` is the one that holds its task now, and refuses otherwise. */
export function underClaim(
  state: SwarmState,
  claim: ClaimRef,
  effect: (task: TaskState) => Decision<SwarmEvent>,
): Decision<SwarmEvent> {
  const task = state.tasks.get(claim.task);
  if (!task) return refuse({ code: 'unknown', what: 'task', id: claim.task });
  const stale = checkStage(task, claim.epoch, 'claimed');
  if (stale) return refuse(stale);
  if (task.progress.stage === 'claimed' && task.progress.by !== claim.session) {
    return refuse({ code: 'forbidden', reason: `${claim.task} is claimed by ${task.progress.by}` });
  }
  return effect(task);
}

/** An effect needs the current epoch and the stage it belongs to; anything else is a claim that has ended. */
function checkStage(task: TaskState, epoch: number, stage: 'claimed' | 'submitted'): Refusal | undefined {
  if (epoch !== task.epoch || task.progress.stage !== stage) {
    return { code: 'stale-epoch', task: task.spec.id, given: epoch, current: task.epoch };
  }
  return undefined;
}

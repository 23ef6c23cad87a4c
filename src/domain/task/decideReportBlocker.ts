import { underClaim, type ClaimRef } from './decideEffect.ts';
import type { SwarmEvent, WaitTarget } from './event.ts';
import { sessionId, taskId, type BlockerId } from './ids.ts';
import { accept, refuse, type Decision, type Refusal } from './refusal.ts';
import type { SwarmState } from './swarmState.ts';

/** What the owner says when it stops. */
export interface BlockerReport {
  readonly blocker: BlockerId;
  readonly reason: string;
  readonly needs: readonly string[];
  /** The task or session that it waits for, by its name, when it knows. */
  readonly on: string | undefined;
}

/** Decides whether the owner may stop at a blocker; the claim ends and the task waits until the blocker is cleared. */
export function decideReportBlocker(state: SwarmState, claim: ClaimRef, report: BlockerReport): Decision<SwarmEvent> {
  const { on, ...said } = report;
  return underClaim(state, claim, () => {
    const target = on === undefined ? undefined : findTarget(state, on);
    if (on !== undefined && !target) return refuse({ code: 'unknown', what: 'task', id: on });
    const refusal = target && refuseTarget(state, claim, target);
    if (refusal) return refuse(refusal);
    const { task, session, epoch } = claim;
    return accept({
      type: 'blocker.reported',
      task,
      session,
      epoch,
      ...said,
      ...(target ? { on: target } : {}),
    });
  });
}

function findTarget(state: SwarmState, name: string): WaitTarget | undefined {
  if (state.tasks.has(taskId(name))) return { kind: 'task', id: taskId(name) };
  return state.sessions.has(sessionId(name)) ? { kind: 'session', id: sessionId(name) } : undefined;
}

/** Nobody waits for itself, or for what is over: such a wait would never end, or has. */
function refuseTarget(state: SwarmState, claim: ClaimRef, target: WaitTarget): Refusal | undefined {
  if (target.id === claim.task || target.id === claim.session) {
    return { code: 'forbidden', reason: `${claim.task} of ${claim.session} cannot wait for itself` };
  }
  if (target.kind === 'session') {
    const gone = state.sessions.get(target.id)?.withdrawn !== false;
    return gone ? { code: 'unknown', what: 'session', id: target.id } : undefined;
  }
  const stage = state.tasks.get(target.id)?.progress.stage;
  return stage === 'completed' || stage === 'cancelled' ? { code: 'finished', task: target.id, stage } : undefined;
}

import { permitsHolding } from '../guard/decidePermit.ts';
import { dialogueLimits } from '../guard/dialogue.ts';
import { withdrawHelp } from './clearBlocker.ts';
import { underClaim, type ClaimRef } from './decideEffect.ts';
import type { EvidenceRef, SwarmEvent } from './event.ts';
import type { BlockerId } from './ids.ts';
import { accept, refuse, type Decision } from './refusal.ts';
import { describeStall, endsClaim, nextRung, type Stall } from './stallLadder.ts';
import type { SwarmState } from './swarmState.ts';
import type { TaskState } from './taskState.ts';
import type { Rung } from './watchEvent.ts';

/** What is known of an agent that gets nowhere. */
export interface StallReport extends Omit<Stall, 'epoch'> {
  readonly silentMs: number;
  /** Names the blocker of a task that is parked. */
  readonly blocker: BlockerId;
  /** Whether nobody is there who could save the work first: the claim ends with the rung. */
  readonly atOnce: boolean;
}

/**
 * Decides what is done about an agent that gets nowhere. No facts: it has asked a person and waits. The two last rungs leave it to whoever
 * runs the agent to save its work and to end the claim; asked again under the same claim, it ends here.
 */
export function decideStall(state: SwarmState, claim: ClaimRef, report: StallReport): Decision<SwarmEvent> {
  return underClaim(state, claim, (task) => {
    if (asksPerson(state, claim)) return accept();
    const canNudge = report.canNudge && canHear(state, claim);
    const rung = nextRung(task.ladder, { ...report, canNudge, epoch: claim.epoch });
    const last = task.ladder.at(-1)?.rung ?? 'handed-over';
    if (rung === undefined) return accept(...endClaim(state, task, claim, { rung: last, report }));
    const { cause, silentMs } = report;
    const stalled: SwarmEvent = {
      type: 'task.stalled',
      task: claim.task,
      epoch: claim.epoch,
      rung,
      cause,
      silentMs: Math.max(0, Math.round(silentMs)),
    };
    const again = task.ladder.some((taken) => taken.rung === 'parked');
    if (endsClaim(rung) && (report.atOnce || again))
      return accept(stalled, ...endClaim(state, task, claim, { rung, report }));
    return accept(stalled, ...(rung === 'nudged' ? [nudge(claim, report)] : []));
  });
}

/** Decides whether a claim may be given back because it was to be handed over. What cannot be helped with by its helper is others' to help with. */
export function decideHandOver(state: SwarmState, claim: ClaimRef, note?: EvidenceRef): Decision<SwarmEvent> {
  return underClaim(state, claim, (task) => {
    const last = task.ladder.at(-1);
    if (last?.rung !== 'handed-over' || last.epoch !== claim.epoch)
      return refuse({ code: 'forbidden', reason: `nobody has said that ${claim.task} is to be handed over` });
    return accept(...released(state, task, note));
  });
}

function released(state: SwarmState, { spec, epoch }: TaskState, note?: EvidenceRef): readonly SwarmEvent[] {
  const event: SwarmEvent = {
    type: 'task.released',
    task: spec.id,
    epoch,
    reason: 'stalled',
    ...(note ? { note } : {}),
  };
  return spec.helps === undefined ? [event] : [event, ...withdrawHelp(state, spec.id, 'help that got nowhere')];
}

function endClaim(
  state: SwarmState,
  task: TaskState,
  { session }: ClaimRef,
  { rung, report }: { readonly rung: Rung; readonly report: StallReport },
): readonly SwarmEvent[] {
  if (rung !== 'parked') return released(state, task);
  const { id } = task.spec;
  const { blocker, cause, silentMs } = report;
  const reason = whyParked(describeStall(cause, silentMs));
  return [{ type: 'blocker.reported', blocker, task: id, session, epoch: task.epoch, reason, needs: [] }];
}

/** Why a task is parked; `how` as `describeStall` says it. */
export function whyParked(how: string): string {
  return `${how}, again after it was handed over; look at its transcript, change the task or the session, then clear this blocker`;
}

function nudge({ task, session }: ClaimRef, { cause, silentMs }: StallReport): SwarmEvent {
  const text = `${task}: ${describeStall(cause, silentMs)}. Say what keeps you: go on in a smaller step, report a blocker, or ask a person.`;
  return { type: 'message.sent', to: session, from: { kind: 'swarm' }, text };
}

/** Whether there is room for one more thing to read. */
function canHear(state: SwarmState, { session }: ClaimRef): boolean {
  return (state.guard.inboxes.get(session)?.length ?? 0) < dialogueLimits.inbox;
}

/** Whoever has asked a person, or waits for a person's leave, may wait; not what else its session does meanwhile. */
function asksPerson(state: SwarmState, { task, session }: ClaimRef): boolean {
  if (permitsHolding(state, task).some((permit) => permit.session === session)) return true;
  const isAlone = state.sessions.get(session)?.claims.size === 1;
  return [...state.guard.openQuestions].some((id) => {
    const question = state.guard.questions.get(id);
    if (question?.session !== session || question.to !== undefined) return false;
    return question.claim ? question.claim.task === task : isAlone;
  });
}

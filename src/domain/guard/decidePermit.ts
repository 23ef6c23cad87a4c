import { underClaim, type ClaimRef } from '../task/decideEffect.ts';
import type { SwarmEvent } from '../task/event.ts';
import { accept, refuse, type Decision } from '../task/refusal.ts';
import type { SwarmState } from '../task/swarmState.ts';
import { permitId } from './ids.ts';
import {
  describeSubjects,
  keyOfSubject,
  openPermitsPerSession,
  ungrantedBy,
  type Permit,
  type PermitSubject,
  type Wanted,
} from './permit.ts';
import type { Verdict } from './approval.ts';

/**
 * Decides whether whoever holds `claim` may do what it wants to: what the policy does not let through, and nobody was asked about in this swarm, is asked
 * for now. Refused when a person has said no; accepted without a fact when nothing new has to be asked, which does not mean that it is let through: see
 * `openSubjects`.
 */
export function decidePermit(state: SwarmState, claim: ClaimRef, wanted: Wanted): Decision<SwarmEvent> {
  return underClaim(state, claim, () => {
    if (wanted.kind === 'host' && wanted.confined && !state.policy.guard.hosts)
      return refuse({
        code: 'forbidden',
        reason: `${claim.session} may not reach ${wanted.host}`,
        next: 'Name it in service_contracts, or have a person asked by autonomy.hosts in swarm.yaml.',
      });
    const subjects = ungrantedBy(state.policy.guard, wanted);
    const refused = subjects
      .map((subject) => permitOf(state, subject))
      .find((known) => known?.stage.state === 'rejected');
    if (refused?.stage.state === 'rejected')
      return refuse({
        code: 'forbidden',
        reason: `${refused.stage.by} refused ${describeSubjects(refused.subjects)}${refused.stage.reason === '' ? '' : `: ${refused.stage.reason.replace(/\.$/, '')}`}`,
        next: `Do without, or have a person run \`s2 approve ${refused.id}\`.`,
      });
    const unknown = subjects.filter((subject) => !permitOf(state, subject));
    if (unknown.length === 0) return accept();
    const { task, session, epoch } = claim;
    if (openOf(state).filter((permit) => permit.session === session).length >= openPermitsPerSession)
      return refuse({
        code: 'forbidden',
        reason: `${session} waits for ${openPermitsPerSession} approvals of commands and hosts already`,
        next: '`s2 inbox` lists what waits for a person.',
      });
    const permit = permitId(`P${state.sequence + 1}`);
    return accept({ type: 'permit.asked', permit, task, session, epoch, wanted, subjects: unknown });
  });
}

/** What a person has not let through yet; nothing when it may be done. */
export function openSubjects(state: SwarmState, wanted: Wanted): readonly PermitSubject[] {
  return ungrantedBy(state.policy.guard, wanted).filter(
    (subject) => permitOf(state, subject)?.stage.state !== 'approved',
  );
}

/** Whether all that keeps it is that nobody has answered yet. */
export function isStillAsked(state: SwarmState, wanted: Wanted): boolean {
  const open = openSubjects(state, wanted);
  return open.length > 0 && open.every((subject) => permitOf(state, subject)?.stage.state === 'asked');
}

/** The permit that a person means by its id, or by the task that waits for it alone; undefined when there is none. */
export function findPermit(state: SwarmState, id: string): Permit | undefined {
  const named = state.guard.permits.get(permitId(id));
  const [waiting, more] = openOf(state).filter(({ task }) => task === id);
  return named ?? (more ? undefined : waiting);
}

/** Decides what a person's word on commands and hosts comes to. The last word counts: what was refused may be let through later, and the other way round. */
export function decidePermitVerdict(permit: Permit, verdict: Verdict): Decision<SwarmEvent> {
  if (permit.stage.state === 'withdrawn')
    return refuse({
      code: 'forbidden',
      reason: `${permit.id} is withdrawn, because the attempt at ${permit.task} that asked for it has ended`,
      next: 'Whoever wants it next asks for it anew.',
    });
  if (permit.stage.state === verdict.verdict)
    return refuse({ code: 'forbidden', reason: `${permit.id} was ${verdict.verdict} by ${permit.stage.by} already` });
  return accept({ type: 'permit.decided', permit: permit.id, ...verdict });
}

/** The requests that nobody has to answer any more: the claim that each was asked under has ended. */
export function withdrawPermits(state: SwarmState): readonly SwarmEvent[] {
  return openOf(state).flatMap(({ id, task, session, epoch }): readonly SwarmEvent[] => {
    const holds = underClaim(state, { task, session, epoch }, () => accept()).accepted;
    return holds ? [] : [{ type: 'permit.withdrawn', permit: id }];
  });
}

/** The permits that hold up a task, in the order in which they were asked for. */
export function permitsHolding(state: SwarmState, task: string): readonly Permit[] {
  return openOf(state).filter((permit) => permit.task === task);
}

function openOf({ guard }: SwarmState): readonly Permit[] {
  return [...guard.openPermits].flatMap((id) => guard.permits.get(id) ?? []);
}

function permitOf({ guard }: SwarmState, subject: PermitSubject): Permit | undefined {
  const id = guard.permitted.get(keyOfSubject(subject));
  return id === undefined ? undefined : guard.permits.get(id);
}

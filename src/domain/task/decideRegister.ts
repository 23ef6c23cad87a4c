import { decideFail } from './decideEffect.ts';
import type { ReleaseReason, SwarmEvent } from './event.ts';
import { taskId, type SessionId, type TaskId } from './ids.ts';
import { accept, refuse, type Decision } from './refusal.ts';
import type { SessionState, SwarmState } from './swarmState.ts';

/** A runner that starts, or an outside agent that joins; `crash`: what the last runner of the session died of. */
export interface Joining {
  readonly session: SessionId;
  readonly provider: string;
  readonly sandbox: 'none' | 'os';
  readonly crash: string | undefined;
}

/** Who registers is new: what the last one held is open again, under a higher epoch at the next claim. */
export function decideRegister(
  state: SwarmState,
  { session, provider, sandbox, crash }: Joining,
): Decision<SwarmEvent> {
  const known = state.sessions.get(session);
  if (!known || known.withdrawn) return refuse({ code: 'unknown', what: 'session', id: session });
  const held = [...known.claims];
  const ended = crash === undefined ? releaseClaims(state, held, 'runner-restarted') : endedBy(state, known, crash);
  return accept(...ended, { type: 'session.joined', session, provider, sandbox });
}

/**
 * A runner that died at one task has made an attempt at it: a task that kills its runner must not be tried for ever. When it held several, nobody knows which of them did it: none is charged, and
 * each is worked on alone until it has come to something.
 */
function endedBy(state: SwarmState, { spec, claims }: SessionState, crash: string): readonly SwarmEvent[] {
  const isOwn = (id: TaskId): boolean => state.tasks.get(id)?.spec.session === spec.id;
  const held = [...claims];
  const suspects = held.length > 1 ? held.filter(isOwn) : [];
  const charged = held.filter((id) => !suspects.includes(id));
  return [
    ...failClaims(state, spec.id, charged, `the runner died while it worked on this: ${crash}`),
    ...releaseClaims(state, suspects, 'runner-died'),
  ];
}

function failClaims(
  state: SwarmState,
  session: SessionId,
  tasks: readonly TaskId[],
  reason: string,
): readonly SwarmEvent[] {
  return tasks.flatMap((task) => {
    const claim = { task, session, epoch: state.tasks.get(task)?.epoch ?? 0 };
    const decision = decideFail(state, claim, { reason, evidence: [] });
    return decision.accepted ? decision.events : [];
  });
}

/** The facts that end these claims without a result. */
export function releaseClaims(
  state: SwarmState,
  tasks: readonly string[],
  reason: Extract<ReleaseReason, 'runner-restarted' | 'runner-died' | 'lease-expired' | 'stopped'>,
): readonly SwarmEvent[] {
  return tasks.flatMap((id): SwarmEvent[] => {
    const task = state.tasks.get(taskId(id));
    return task?.progress.stage === 'claimed'
      ? [{ type: 'task.released', task: task.spec.id, epoch: task.epoch, reason }]
      : [];
  });
}

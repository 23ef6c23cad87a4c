import { shutGates } from '../guard/needsApproval.ts';
import { matchCapabilities, missingCapabilities } from '../governor/match.ts';
import { agentFor, busyTier, routeOf, type Routed } from './agentSeats.ts';
import { keepFromByMeans } from './affordability.ts';
import { shutCommand } from './taskCommands.ts';
import type { SwarmEvent } from './event.ts';
import type { SessionId, TaskId } from './ids.ts';
import { lookIn } from './idleProtocol.ts';
import { isOwnWork } from './ownWork.ts';
import { findBeside, gatingTasks, stealThreshold } from './readiness.ts';
import { accept, refuse, type Decision, type Refusal } from './refusal.ts';
import { keepForReview } from './reviewHold.ts';
import type { SessionState, SwarmState } from './swarmState.ts';
import { ownerOf, setbacks, type TaskState } from './taskState.ts';

/** Decides whether `session` may take `task` now. Writes nothing. Exactly one claim is granted per epoch. */
export function decideClaim(state: SwarmState, session: SessionId, task: TaskId): Decision<SwarmEvent> {
  const claimant = state.sessions.get(session);
  if (!claimant || claimant.withdrawn) return refuse({ code: 'unknown', what: 'session', id: session });
  const wanted = state.tasks.get(task);
  if (!wanted) return refuse({ code: 'unknown', what: 'task', id: task });
  const refusal = holdBack(state, wanted) ?? keepFrom(state, claimant, wanted);
  if (refusal) return refuse(refusal);
  const { approval, epoch, failures } = wanted;
  const owner = ownerOf(wanted);
  const route = routeOf(state, claimant, routed(wanted));
  const agent = agentFor(state, claimant, { model: route?.model, stated: wanted.spec.model });
  return accept({
    type: 'task.claimed',
    task,
    session,
    epoch: epoch + 1,
    attempt: failures + 1,
    ...(agent === undefined ? {} : { agent }),
    ...(owner === undefined || owner === session ? {} : { stolenFrom: owner }),
    ...(route ? { route } : {}),
    ...(approval === undefined ? {} : { approval }),
  });
}

function routed(task: TaskState): Routed {
  const { spec } = task;
  return { stated: spec.model, needs: spec.capabilities, failures: setbacks(task) };
}

/** Why nobody at all could claim the task now; undefined when it is free. */
export function holdBack(state: SwarmState, task: TaskState): Refusal | undefined {
  const { id } = task.spec;
  const { progress } = task;
  if (progress.stage === 'completed' || progress.stage === 'failed' || progress.stage === 'cancelled') {
    return { code: 'finished', task: id, stage: progress.stage };
  }
  if (progress.stage === 'claimed' || progress.stage === 'submitted') {
    return { code: 'taken', task: id, by: progress.by, stage: progress.stage };
  }
  if (task.openDependencies.size > 0 || task.blockers.size > 0) {
    return { code: 'blocked', task: id, waitsFor: [...task.openDependencies], blockers: [...task.blockers] };
  }
  const open = gatingTasks(state, task);
  if (open.length > 0) return { code: 'phase-gate', task: id, phase: task.spec.phase ?? 0, open };
  const beside = findBeside(state, task);
  if (beside) return { code: 'blocked', task: id, waitsFor: [], blockers: [], beside };
  const gates = shutGates(state, task);
  if (gates.length > 0) return { code: 'blocked', task: id, waitsFor: [], blockers: [], gates };
  const command = shutCommand(state, task);
  if (command) return { code: 'breaker-open', breaker: command };
  if (state.paused) return { code: 'paused' };
  return undefined;
}

/** Why this session in particular may not claim a task that is free. */
export function keepFrom(state: SwarmState, session: SessionState, task: TaskState): Refusal | undefined {
  const { id, capabilities } = task.spec;
  const review = keepForReview(state, task);
  if (review) return review;
  const ceiling = agentCeiling(session);
  if (session.claims.size >= ceiling) return { code: 'agent-ceiling', session: session.spec.id, ceiling };
  const match = matchCapabilities(session.spec.capabilities, capabilities);
  if (match < state.policy.minCapabilityMatch) {
    const missing = missingCapabilities(session.spec.capabilities, capabilities);
    return { code: 'not-capable', task: id, session: session.spec.id, missing, match };
  }
  const busy = busyTier(state, session, routed(task));
  if (busy) return { code: 'agent-ceiling', session: session.spec.id, ...busy };
  const poor = keepFromByMeans(state, session, task);
  if (poor) return poor;
  const owner = ownerOf(task);
  if (task.spec.idle && (owner === undefined || owner === session.spec.id)) return keepFromIdling(state, session, id);
  if (owner === undefined || owner === session.spec.id) return undefined;
  if (task.spec.idle) return { code: 'forbidden', reason: `${id} is spare-time work of ${owner}` };
  if (isOwnWork(task.spec)) return { code: 'forbidden', reason: `${id} is a help task given to ${owner}` };
  if (task.solver !== undefined) return { code: 'forbidden', reason: `${id} is a conflict that ${owner} is to merge` };
  const queued = state.sessions.get(owner)?.ready.size ?? 0;
  if (session.ready.size > 0) return { code: 'forbidden', reason: `${session.spec.id} has ready tasks of its own` };
  if (queued <= stealThreshold)
    return { code: 'forbidden', reason: `${id} belongs to ${owner}, which has only ${queued} ready task(s)` };
  const first = lookIn(state, session, 'steal')?.id;
  if (first === undefined || first === id) return undefined;
  return {
    code: 'forbidden',
    reason: `${id} belongs to ${owner}, and ${first} is the least urgent that may be taken over`,
  };
}

/** Spare-time work waits until there is nothing that has to be done. */
function keepFromIdling(state: SwarmState, session: SessionState, id: TaskId): Refusal | undefined {
  const next = lookIn(state, session, 'own')?.id;
  if (next !== undefined)
    return { code: 'forbidden', reason: `${id} is for spare time, and ${session.spec.id} can do ${next}` };
  if (state.unfinished > 0) return undefined;
  return { code: 'forbidden', reason: `${id} is for spare time, and all that has to be done is done` };
}

/** Whether something that may have killed the session's runner has to be worked on: then nothing else is meanwhile. */
export function isCautious({ suspects, claims, ready, idle }: SessionState): boolean {
  for (const id of suspects) if (claims.has(id) || ready.has(id) || idle.has(id)) return true;
  return false;
}

/** How many tasks the session's agents may hold at once: what its plan says (one when it names no agents), one while it is limited or cautious. */
export function agentCeiling(session: SessionState): number {
  const total = Object.values(session.spec.agents).reduce((sum, count) => sum + count, 0);
  const planned = Object.keys(session.spec.agents).length === 0 ? 1 : total;
  return session.level === 'limited' || isCautious(session) ? Math.min(1, planned) : planned;
}

import { agentCeiling, decideClaim, holdBack, keepFrom } from './decideClaim.ts';
import type { SwarmEvent } from './event.ts';
import { chooseStep } from './idleProtocol.ts';
import type { SessionId, TaskId } from './ids.ts';
import { isGiven } from './ownWork.ts';
import { isGated, stealThreshold } from './readiness.ts';
import { refuse, type Decision, type Refusal } from './refusal.ts';
import type { SessionState, SwarmState } from './swarmState.ts';
import type { TaskState } from './taskState.ts';
import { compareDue, dueAt, type Due } from './urgency.ts';

/**
 * The ready tasks that `session` may claim, in the order in which it looks for them: its own and unowned ones, most urgent first;
 * only without any of them its idle tasks; without those filler; and with an empty queue of its own the least urgent of a queue
 * that is long. Ties fall by age, then id. Looks at every ready task: whoever wants
 * only the first asks `nextTask`, which gives the same one.
 */
export function listReady(state: SwarmState, session: SessionId): readonly TaskId[] {
  const claimant = state.sessions.get(session);
  if (!claimant) return [];
  const own = claimable(state, claimant, [...claimant.ready, ...state.readyUnowned]);
  if (own.length > 0) return own;
  const idle = claimable(state, claimant, [...claimant.idle]);
  if (idle.length > 0) return idle;
  const fillers = claimable(state, claimant, [...state.fillers]);
  if (fillers.length > 0 || claimant.ready.size > 0) return fillers;
  return stealable(state, claimant);
}

/** The first of `listReady`, found by the indexes alone: its time does not grow with the number of tasks. */
export function nextTask(state: SwarmState, session: SessionState): TaskId | undefined {
  if (session.claims.size >= agentCeiling(session)) return undefined;
  return chooseStep(state, session)?.task;
}

/** Decides which task `session` takes next. With nothing to take, the refusal is the one that stands in the way of its most urgent task. */
export function decideClaimNext(state: SwarmState, session: SessionId): Decision<SwarmEvent> {
  const claimant = state.sessions.get(session);
  if (!claimant || claimant.withdrawn) return refuse({ code: 'unknown', what: 'session', id: session });
  return decideFirst(state, claimant) ?? refuse(whyIdle(state, claimant));
}

/** Whether `decideClaimNext` would grant a task now: the same decision, without the search for the reason when it would not. */
export function hasNext(state: SwarmState, session: SessionState): boolean {
  return decideFirst(state, session)?.accepted === true;
}

function decideFirst(state: SwarmState, claimant: SessionState): Decision<SwarmEvent> | undefined {
  const next = state.paused ? undefined : nextTask(state, claimant);
  return next === undefined ? undefined : decideClaim(state, claimant.spec.id, next);
}

/** The one reason why a session has nothing to do now: what stands in the way of its most urgent task, of one that waits for more than its turn if there is any. */
export function whyIdle(state: SwarmState, session: SessionState): Refusal {
  if (state.paused) return { code: 'paused' };
  const ceiling = agentCeiling(session);
  if (session.claims.size >= ceiling) return { code: 'agent-ceiling', session: session.spec.id, ceiling };
  let held: TaskState | undefined;
  let inTurn: TaskState | undefined;
  for (const task of openTasks(state, session)) {
    if (isInTurn(state, task)) inTurn = sooner(inTurn, task);
    else if (!isClaimable(state, session, task)) held = sooner(held, task);
  }
  const first = held ?? inTurn;
  const refusal = first && (holdBack(state, first) ?? keepFrom(state, session, first));
  return refusal ?? { code: 'unknown', what: 'task', id: `for ${session.spec.id} to claim` };
}

/** Whether what keeps the task is only that it is in work or in a later phase. */
function isInTurn(state: SwarmState, task: TaskState): boolean {
  const { stage } = task.progress;
  if (stage !== 'open') return stage === 'claimed' || stage === 'submitted';
  return task.openDependencies.size === 0 && task.blockers.size === 0 && isGated(state, task);
}

function isClaimable(state: SwarmState, session: SessionState, task: TaskState): boolean {
  return holdBack(state, task) === undefined && keepFrom(state, session, task) === undefined;
}

function* openTasks(state: SwarmState, session: SessionState): Generator<TaskState> {
  for (const id of session.open) {
    const task = state.tasks.get(id);
    if (task) yield task;
  }
}

function claimable(state: SwarmState, session: SessionState, ids: readonly TaskId[]): TaskId[] {
  return byUrgency(state, ids)
    .filter((task) => keepFrom(state, session, task) === undefined)
    .map((task) => task.spec.id);
}

function stealable(state: SwarmState, thief: SessionState): readonly TaskId[] {
  const queues = [...state.sessions.values()].filter((other) => other !== thief && other.ready.size > stealThreshold);
  const candidates = byUrgency(
    state,
    queues.flatMap((other) => [...other.ready]),
  ).reverse();
  return candidates
    .filter((task) => !isGiven(task) && keepFrom(state, thief, task) === undefined)
    .map((task) => task.spec.id);
}

function byUrgency(state: SwarmState, ids: readonly TaskId[]): TaskState[] {
  return ids
    .map((id) => state.tasks.get(id))
    .filter((task) => task !== undefined)
    .sort((a, b) => compareDue(dueOf(a), dueOf(b)));
}

function sooner(known: TaskState | undefined, task: TaskState): TaskState {
  return known && compareDue(dueOf(known), dueOf(task)) < 0 ? known : task;
}

function dueOf({ spec, plannedAt }: TaskState): Due {
  return { id: spec.id, dueAt: dueAt(spec, plannedAt), plannedAt };
}

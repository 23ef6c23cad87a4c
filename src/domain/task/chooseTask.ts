import { agentCeiling, decideClaim, holdBack, keepFrom, stealThreshold } from './decideClaim.ts';
import type { SwarmEvent } from './event.ts';
import type { SessionId, TaskId } from './ids.ts';
import { refuse, type Decision, type Refusal } from './refusal.ts';
import type { SessionState, SwarmState } from './swarmState.ts';
import type { TaskState } from './taskState.ts';

/** Waiting this long raises a task by one priority, so that nothing starves. */
export const ageingMs = 30 * 60_000;

/** Urgency of a task at `now`: lower is sooner. Help tasks come before everything, because somebody stands still for them. */
export function urgency(task: TaskState, now: number): number {
  if (task.spec.helps !== undefined) return -1;
  const stated = Number(task.spec.priority.slice(1));
  return stated - Math.floor(Math.max(0, now - task.plannedAt) / ageingMs);
}

/**
 * The ready tasks that `session` may claim, most urgent first: its own, then unowned ones, and only when it has neither,
 * the least urgent of a session whose queue is long. Ties fall by age, then id.
 */
export function listReady(state: SwarmState, session: SessionId, now: number): readonly TaskId[] {
  const claimant = state.sessions.get(session);
  if (!claimant) return [];
  const own = claimable(state, claimant, [...claimant.ready, ...state.readyUnowned], now);
  if (own.length > 0 || claimant.ready.size > 0) return own;
  return stealable(state, claimant, now);
}

/** Decides which task `session` takes next. With nothing to take, the refusal is the one that stands in the way of its most urgent task. */
export function decideClaimNext(state: SwarmState, session: SessionId, now: number): Decision<SwarmEvent> {
  const claimant = state.sessions.get(session);
  if (!claimant || claimant.withdrawn) return refuse({ code: 'unknown', what: 'session', id: session });
  const next = state.paused ? undefined : listReady(state, session, now)[0];
  if (next !== undefined) return decideClaim(state, session, next);
  return refuse(whyIdle(state, claimant, now));
}

/** The one reason why a session has nothing to do now. */
export function whyIdle(state: SwarmState, session: SessionState, now: number): Refusal {
  if (state.paused) return { code: 'paused' };
  const ceiling = agentCeiling(session);
  if (session.claims.size >= ceiling) return { code: 'agent-ceiling', session: session.spec.id, ceiling };
  const waiting = byUrgency(state, [...session.open], now)
    .map((task) => holdBack(state, task) ?? keepFrom(state, session, task))
    .filter((refusal) => refusal !== undefined);
  const first = waiting.find((refusal) => refusal.code !== 'taken' && refusal.code !== 'phase-gate');
  return first ?? waiting[0] ?? { code: 'unknown', what: 'task', id: `for ${session.spec.id} to claim` };
}

function claimable(state: SwarmState, session: SessionState, ids: readonly TaskId[], now: number): TaskId[] {
  return byUrgency(state, ids, now)
    .filter((task) => keepFrom(state, session, task) === undefined)
    .map((task) => task.spec.id);
}

function stealable(state: SwarmState, thief: SessionState, now: number): readonly TaskId[] {
  const queues = [...state.sessions.values()].filter((other) => other !== thief && other.ready.size > stealThreshold);
  const candidates = byUrgency(
    state,
    queues.flatMap((other) => [...other.ready]),
    now,
  ).reverse();
  return candidates
    .filter((task) => task.spec.helps === undefined && keepFrom(state, thief, task) === undefined)
    .map((task) => task.spec.id);
}

function byUrgency(state: SwarmState, ids: readonly TaskId[], now: number): TaskState[] {
  return ids
    .map((id) => state.tasks.get(id))
    .filter((task) => task !== undefined)
    .sort((a, b) => urgency(a, now) - urgency(b, now) || a.plannedAt - b.plannedAt || compareIds(a.spec.id, b.spec.id));
}

function compareIds(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

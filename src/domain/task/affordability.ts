import { isShut } from '../governor/breaker.ts';
import { accountOf, findShortage, keyOf, placesOf, swarmPlace, type BudgetPlace } from '../governor/budgetBook.ts';
import { room } from '../governor/account.ts';
import { fromDollars } from '../governor/money.ts';
import type { BreakerName } from './event.ts';
import type { SessionSpec } from './plan.ts';
import type { Refusal } from './refusal.ts';
import type { SessionState, SwarmState } from './swarmState.ts';
import type { TaskState } from './taskState.ts';

/** The least that a task is expected to cost, micro-dollars: without a cent left, no call of any use fits. */
export const leastCost = 10_000;

/** What a task is still expected to cost, micro-dollars: its estimate less what was spent on it, and never less than `leastCost`. */
export function expectedCost(state: SwarmState, task: TaskState): number {
  const { spent } = accountOf(state.budget, taskPlace(task));
  return Math.max(leastCost, fromDollars(task.spec.estimate.cost ?? 0) - spent);
}

/** Its expected cost as the queue of ready tasks keeps it: infinite when the task's own cap has no room for it. */
export function queuedCost(state: SwarmState, task: TaskState): number {
  const cost = expectedCost(state, task);
  return findShortage(state.budget, [taskPlace(task)], cost) ? Number.POSITIVE_INFINITY : cost;
}

/** The most that a task may be expected to cost so that the session can pay for it; below zero when it can take nothing at all. */
export function means(state: SwarmState, session: SessionState): number {
  if (shutBreaker(state, session)) return -1;
  const own = sessionPlace(session);
  if (state.budget.halts.has(keyOf(own))) return -1;
  if (costsNothing(session.spec)) return Number.POSITIVE_INFINITY;
  const places = [own, swarmPlace, { scope: 'day', id: state.budget.today } as const];
  if (places.some((place) => state.budget.halts.has(keyOf(place)))) return -1;
  return Math.min(...places.map((place) => room(accountOf(state.budget, place))));
}

/** Whether a session with these means can pay for a queued task. */
export function canPay(session: SessionState, sessionMeans: number, cost: number): boolean {
  return (
    sessionMeans >= 0 && (costsNothing(session.spec) || (cost <= sessionMeans && cost !== Number.POSITIVE_INFINITY))
  );
}

/** Why a breaker or a cap keeps the session from a free task; undefined when none does. The same answer as `canPay`. */
export function keepFromByMeans(state: SwarmState, session: SessionState, task: TaskState): Refusal | undefined {
  const { id } = session.spec;
  const breaker = shutBreaker(state, session);
  if (breaker) return { code: 'breaker-open', session: id, breaker };
  const wanted = expectedCost(state, task);
  const own = sessionPlace(session);
  if (state.budget.halts.has(keyOf(own))) return { code: 'no-budget', session: id, place: own, wanted };
  if (costsNothing(session.spec)) return undefined;
  const places = placesOf({ session: id, task: task.spec.id, day: state.budget.today });
  const place = findShortage(state.budget, places, wanted);
  return place && { code: 'no-budget', session: id, place, wanted };
}

/** Why a breaker or a cap keeps the session from beginning anything at all, also from what costs least; undefined when none does. */
export function keepFromBeginning(state: SwarmState, session: SessionState): Refusal | undefined {
  const { id } = session.spec;
  const breaker = shutBreaker(state, session);
  if (breaker) return { code: 'breaker-open', session: id, breaker };
  const own = sessionPlace(session);
  if (state.budget.halts.has(keyOf(own))) return { code: 'no-budget', session: id, place: own, wanted: leastCost };
  if (costsNothing(session.spec)) return undefined;
  const place = findShortage(state.budget, [own, swarmPlace, { scope: 'day', id: state.budget.today }], leastCost);
  return place && { code: 'no-budget', session: id, place, wanted: leastCost };
}

/** The breaker that keeps the session from new work, its own or that of its credential. */
export function shutBreaker(state: SwarmState, session: SessionState): BreakerName | undefined {
  const names: readonly BreakerName[] = [
    { kind: 'session', id: session.spec.id },
    { kind: 'pool', id: poolOf(session.spec) },
  ];
  return names.find((name) => isShut(state.breakers.get(`${name.kind}/${name.id}`)));
}

/** Whether the session would spend, but a cap has been reached: its own, that of a task it holds, or one that holds for all. */
export function isHalted(state: SwarmState, session: SessionState): boolean {
  const { halts, today } = state.budget;
  if (halts.size === 0) return false;
  if (halts.has(keyOf(sessionPlace(session)))) return true;
  if ([...session.claims].some((task) => halts.has(`task/${task}`))) return true;
  return !costsNothing(session.spec) && (halts.has(keyOf(swarmPlace)) || halts.has(`day/${today}`));
}

/** The credential pool of a session: the one that it names, or that of its provider. Outside agents each bring their own. */
export function poolOf({ id, credential, provider }: SessionSpec): string {
  return credential ?? (provider === 'mcp' ? `${id}/mcp` : provider);
}

/** Commands cost nothing: no cap keeps a session from them. */
export function costsNothing(spec: SessionSpec): boolean {
  return spec.provider === 'command';
}

function taskPlace(task: TaskState): BudgetPlace {
  return { scope: 'task', id: task.spec.id };
}

function sessionPlace(session: SessionState): BudgetPlace {
  return { scope: 'session', id: session.spec.id };
}

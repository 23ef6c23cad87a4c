import {
  afterClaim,
  afterFailure,
  afterRelease,
  afterSuccess,
  closedBreaker,
  type Breaker,
} from '../governor/breaker.ts';
import {
  beginDay,
  bookReservation,
  bookSettlement,
  dayOf,
  halt,
  leaveHalted,
  setCap,
  setCapOfAll,
  swarmPlace,
  type BudgetPlace,
} from '../governor/budgetBook.ts';
import { fromDollars, nothing } from '../governor/money.ts';
import { usageCost } from '../governor/price.ts';
import { applyCommands } from './commandBreakers.ts';
import { applyCalls } from './callSlots.ts';
import type { BudgetEvent, SwarmEvent } from './event.ts';
import type { TaskId } from './ids.ts';
import { defaultPolicy, type Policy, type SessionSpec } from './plan.ts';
import { refreshReady, setReady } from './readiness.ts';
import type { SwarmState } from './swarmState.ts';

/** Folds what a fact means for money and breakers; to be called before the task that it is about moves on. */
export function applyGovernor(state: SwarmState, event: SwarmEvent, at: number): void {
  applyCalls(state, event, at);
  applyMeans(state, event, at);
  // It looks at breakers as they are by then.
  applyCommands(state, event, at);
}

function applyMeans(state: SwarmState, event: SwarmEvent, at: number): void {
  switch (event.type) {
    case 'swarm.opened':
    case 'policy.changed':
      changeCaps(state, event.policy);
      return;
    case 'session.planned':
      changeBudget(state, event.session);
      return;
    case 'task.claimed':
      changeBreaker(state, event.session, (breaker) => afterClaim(breaker, event.task));
      return;
    case 'task.submitted':
      endReservations(state, event.task, at);
      return;
    case 'task.released':
    case 'blocker.reported':
      endReservations(state, event.task, at);
      changeBreaker(state, holderOf(state, event.task), (breaker) => afterRelease(breaker, event.task));
      return;
    case 'task.failed': {
      endReservations(state, event.task, at);
      const failure = { task: event.task, at, threshold: state.policy.breakerThreshold };
      changeBreaker(state, holderOf(state, event.task), (breaker) => afterFailure(breaker, failure));
      return;
    }
    case 'task.completed':
      changeBreaker(state, holderOf(state, event.task), (breaker) => afterSuccess(breaker, event.task));
      return;
    case 'provider.refused': {
      const reason = `${event.session} was refused by the provider (${event.kind})`;
      state.breakers.set(`pool/${event.pool}`, { state: 'open', since: at, until: event.until, reason });
      return;
    }
    case 'breaker.revived':
      state.breakers.set(
        `${event.breaker.kind}/${event.breaker.id}`,
        event.to === 'closed' ? closedBreaker : { state: 'half-open', trial: null },
      );
      return;
    case 'budget.reserved':
    case 'budget.settled':
    case 'budget.released':
    case 'budget.halted':
    case 'budget.set':
    case 'budget.left':
    case 'budget.day-began':
      applyBudget(state, event, at);
      return;
    default:
  }
}

function applyBudget(state: SwarmState, event: BudgetEvent, at: number): void {
  const { budget } = state;
  switch (event.type) {
    case 'budget.reserved': {
      const { session, task, epoch, model, amount } = event;
      const phase = `${session} ${state.tasks.get(task)?.spec.phase ?? '-'}`;
      const place = { id: event.reservation, day: dayOf(at), phase, endedAt: undefined };
      bookReservation(budget, { ...place, session, task, epoch, model, amount });
      return;
    }
    case 'budget.settled':
      bookSettlement(budget, event.reservation, event.cost);
      budget.atSonnet += costAtSonnet(state.policy, event);
      requeue(state, event.task);
      return;
    case 'budget.released':
      bookSettlement(budget, event.reservation, nothing);
      requeue(state, event.task);
      return;
    case 'budget.halted':
      halt(budget, { place: event.place, session: event.session, cause: 'cap', amount: event.amount });
      return;
    case 'budget.set':
      setCapAt(state, event.place, event.cap);
      return;
    case 'budget.left':
      leaveHalted(budget, event.place);
      return;
    case 'budget.day-began':
      beginDay(budget, event.day);
  }
}

/** A call whose use is not known, as what an outside agent says its work has cost, counts as it was billed. */
function costAtSonnet({ prices }: Policy, { usage, cost }: Extract<BudgetEvent, { type: 'budget.settled' }>): number {
  const { sonnet } = prices;
  const isKnown = usage !== null && Object.values(usage).some((tokens) => tokens > 0);
  return isKnown && sonnet !== undefined ? usageCost(usage, sonnet) : cost;
}

/** A cap without an id is that of every day, or of every task without one of its own. */
function setCapAt(state: SwarmState, place: BudgetPlace, cap: Parameters<typeof setCap>[2]): void {
  const { scope, id } = place;
  if (id === '' && (scope === 'task' || scope === 'day')) setCapOfAll(state.budget, scope, cap);
  else setCap(state.budget, place, cap);
  if (scope === 'task') requeueAll(state);
}

/** Only what the plan changes is changed: a cap that a person has set since stays. */
function changeCaps(state: SwarmState, policy: Policy): void {
  // A ledger of an earlier version states none.
  const { caps } = { ...defaultPolicy, ...policy };
  const before = state.policy.caps;
  if (caps.swarm !== before.swarm) setCap(state.budget, swarmPlace, caps.swarm);
  if (caps.day !== before.day) setCapOfAll(state.budget, 'day', caps.day);
  if (caps.task === before.task) return;
  setCapOfAll(state.budget, 'task', caps.task);
  requeueAll(state);
}

function changeBudget(state: SwarmState, spec: SessionSpec): void {
  if (state.sessions.get(spec.id)?.spec.budget === spec.budget) return;
  const cap = spec.budget === undefined ? null : fromDollars(spec.budget);
  setCap(state.budget, { scope: 'session', id: spec.id }, cap);
}

/** From here on nobody but its own runner knows what an open call comes to. */
function endReservations(state: SwarmState, task: TaskId, at: number): void {
  for (const id of state.budget.byTask.get(task) ?? []) {
    const reservation = state.budget.reservations.get(id);
    if (reservation) reservation.endedAt ??= at;
  }
}

function changeBreaker(state: SwarmState, session: string | undefined, to: (breaker: Breaker) => Breaker): void {
  if (session === undefined) return;
  const key = `session/${session}`;
  const before = state.breakers.get(key) ?? closedBreaker;
  const after = to(before);
  if (after !== before) state.breakers.set(key, after);
}

function holderOf(state: SwarmState, task: TaskId): string | undefined {
  const progress = state.tasks.get(task)?.progress;
  return progress?.stage === 'claimed' || progress?.stage === 'submitted' ? progress.by : undefined;
}

/** A ready task stands in the queue by what it is expected to cost: when that has changed, its place has, too. */
function requeue(state: SwarmState, id: TaskId): void {
  const task = state.tasks.get(id);
  if (task?.progress.stage !== 'open') return;
  setReady(state, task, false);
  refreshReady(state, task);
}

function requeueAll(state: SwarmState): void {
  for (const id of state.tasks.keys()) requeue(state, id);
}

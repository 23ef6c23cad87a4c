import { dayOf, findShortage, keyOf, placesOf, type BudgetPlace } from '../governor/budgetBook.ts';
import { isShut } from '../governor/breaker.ts';
import type { Money } from '../governor/money.ts';
import { usageCost, worstCost, type CacheUse, type Usage } from '../governor/price.ts';
import { poolOf } from './affordability.ts';
import { underClaim, type ClaimRef } from './decideEffect.ts';
import type { SwarmEvent } from './event.ts';
import type { ReservationId } from './ids.ts';
import { accept, refuse, type Decision, type Refusal } from './refusal.ts';
import { countedTokens, keepFromCalling } from './callSlots.ts';
import type { SessionState, SwarmState } from './swarmState.ts';

/**
 * What nobody has settled so long after the end of its claim is settled at its worst case, ms. No model call lasts longer, so a
 * runner that lives has said the truth by then; and the worst case, because money that may have been spent is spent.
 */
export const settleWithinMs = 10 * 60_000;

/** A model call as it is asked for: counted prompt tokens and the most output tokens that it is allowed. */
export interface ModelCall {
  readonly reservation: ReservationId;
  readonly model: string;
  readonly prompt: number;
  readonly maxOutput: number;
  readonly cache: CacheUse;
}

/**
 * Decides whether money for a call is set aside under `claim`, and with it the leave to make the call: its credential has to have a slot and its rate room
 * for it (else `no-slot` says when to ask again), and its worst case to fit the caps of session, task, swarm and day.
 * What does not fit halts the place where it does not, as a fact; whoever asked is refused with `no-budget`. A model without a price is refused.
 */
export function decideReserve(state: SwarmState, claim: ClaimRef, call: ModelCall, now: number): Decision<SwarmEvent> {
  return underClaim(state, claim, () => {
    const { model, reservation } = call;
    const price = Object.hasOwn(state.policy.prices, model) ? state.policy.prices[model] : undefined;
    if (!price) return refuse({ code: 'unknown', what: 'price', id: model });
    const session = state.sessions.get(claim.session);
    if (!session) return refuse({ code: 'unknown', what: 'session', id: claim.session });
    const shut = closedPool(state, session) ?? keepFromCalling(state, session, { tokens: tokensOf(call), now });
    if (shut) return refuse(shut);
    const day = dayOf(now);
    const amount = worstCost(call, price);
    const place = findShortage(state.budget, placesOf({ ...claim, day }), amount);
    if (place && state.budget.halts.has(keyOf(place)))
      return refuse({ code: 'no-budget', session: claim.session, place, wanted: amount });
    const reserved = { reservation, ...claim, model, amount, ...countedTokens(state, session, tokensOf(call)) };
    const decided: SwarmEvent = place
      ? { type: 'budget.halted', place, ...claim, amount }
      : { type: 'budget.reserved', ...reserved };
    return accept(...beginToday(state, now), decided);
  });
}

function closedPool(state: SwarmState, { spec }: SessionState): Refusal | undefined {
  const id = poolOf(spec);
  return isShut(state.breakers.get(`pool/${id}`))
    ? { code: 'breaker-open', session: spec.id, breaker: { kind: 'pool', id } }
    : undefined;
}

function tokensOf({ prompt, maxOutput }: ModelCall): number {
  return prompt + maxOutput;
}

/**
 * Decides what a call came to. It needs the epoch of its reservation; that its claim has ended meanwhile is no reason to refuse the truth,
 * as long as the reservation is open. A cost above the reservation is recorded as it is and halts the session.
 */
export function decideSettle(
  state: SwarmState,
  claim: ClaimRef,
  settled: { readonly reservation: ReservationId; readonly usage: Usage },
): Decision<SwarmEvent> {
  return ofReservation(state, claim, settled.reservation, ({ model, amount }) => {
    const price = Object.hasOwn(state.policy.prices, model) ? state.policy.prices[model] : undefined;
    // A plan that has dropped the model since leaves its worst case.
    return accept({
      type: 'budget.settled',
      ...claim,
      ...settled,
      cost: price ? usageCost(settled.usage, price) : amount,
    });
  });
}

/** Decides whether money is given back for a call that never happened. */
export function decideUnreserve(
  state: SwarmState,
  claim: ClaimRef,
  released: { readonly reservation: ReservationId; readonly reason: string },
): Decision<SwarmEvent> {
  return ofReservation(state, claim, released.reservation, () =>
    accept({ type: 'budget.released', ...claim, ...released }),
  );
}

function ofReservation(
  state: SwarmState,
  claim: ClaimRef,
  id: ReservationId,
  effect: (reservation: { readonly model: string; readonly amount: Money }) => Decision<SwarmEvent>,
): Decision<SwarmEvent> {
  const known = state.budget.reservations.get(id);
  if (!known) return refuse({ code: 'unknown', what: 'reservation', id });
  if (known.session !== claim.session)
    return refuse({ code: 'forbidden', reason: `reservation ${id} belongs to ${known.session}` });
  if (known.task !== claim.task || known.epoch !== claim.epoch)
    return refuse({ code: 'stale-epoch', task: known.task, given: claim.epoch, current: known.epoch });
  return effect(known);
}

/** Decides on another cap; only a person asks for this. A cap below what is spent already stops all spending there. */
export function decideSetBudget(
  state: SwarmState,
  set: { readonly place: BudgetPlace; readonly cap: Money | null },
): Decision<SwarmEvent> {
  const { scope, id } = set.place;
  const sessions: ReadonlyMap<string, unknown> = state.sessions;
  const tasks: ReadonlyMap<string, unknown> = state.tasks;
  if (scope === 'session' && !sessions.has(id)) return refuse({ code: 'unknown', what: 'session', id });
  if (scope === 'task' && id !== '' && !tasks.has(id)) return refuse({ code: 'unknown', what: 'task', id });
  if ((scope === 'swarm' || scope === 'day') && id !== '')
    return refuse({ code: 'forbidden', reason: `a cap for one ${scope} has no name` });
  return accept({ type: 'budget.set', ...set });
}

/** Decides whether a halt is left as it is, so that it asks nobody any more; only a person asks for this. A day may be named or not. */
export function decideLeaveHalted(state: SwarmState, { scope, id }: BudgetPlace): Decision<SwarmEvent> {
  const { halts, today } = state.budget;
  const place = { scope, id: scope === 'day' && id === '' ? today : id };
  const known = halts.get(keyOf(place));
  if (!known || known.left) return refuse({ code: 'unknown', what: 'halt', id: place.id === '' ? scope : place.id });
  return accept({ type: 'budget.left', place });
}

/** What follows from the time: reservations that nobody settles any more, at their worst case, and a new day. */
export function dueForBudget(state: SwarmState, now: number): readonly SwarmEvent[] {
  const left = [...state.budget.reservations.values()].filter(
    ({ endedAt }) => endedAt !== undefined && now - endedAt >= settleWithinMs,
  );
  const settled = left.map(({ id, session, task, epoch, amount }): SwarmEvent => ({
    type: 'budget.settled',
    reservation: id,
    session,
    task,
    epoch,
    usage: null,
    cost: amount,
  }));
  const inUse = state.budget.today !== '';
  return inUse ? [...settled, ...beginToday(state, now)] : settled;
}

/** The fact that a new day (UTC) has begun, when nobody has said so yet. */
export function beginToday(state: SwarmState, now: number): readonly SwarmEvent[] {
  const day = dayOf(now);
  return state.budget.today === day ? [] : [{ type: 'budget.day-began', day }];
}

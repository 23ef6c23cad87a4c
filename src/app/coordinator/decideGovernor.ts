import { money } from '../../domain/governor/money.ts';
import {
  decideLeaveHalted,
  decideReserve,
  decideSetBudget,
  decideSettle,
  decideUnreserve,
  dueForBudget,
} from '../../domain/task/decideBudget.ts';
import { decideProviderRefused, decideResetBreaker, dueForBreakers } from '../../domain/task/decideBreaker.ts';
import { decideReportedCost } from '../../domain/task/decideReportedCost.ts';
import type { ClaimRef } from '../../domain/task/decideEffect.ts';
import type { SwarmEvent } from '../../domain/task/event.ts';
import { reservationId, sessionId, taskId } from '../../domain/task/ids.ts';
import type { Decision, Refusal } from '../../domain/task/refusal.ts';
import type { SwarmState } from '../../domain/task/swarmState.ts';
import type { ReservationAnswer } from '../../protocol/governorVerbs.ts';
import type { RequestOf } from '../../protocol/verbs.ts';

/** The verbs about money and breakers. */
export type GovernorVerb =
  | 'reserve'
  | 'settle'
  | 'reportCost'
  | 'unreserve'
  | 'setBudget'
  | 'leaveHalted'
  | 'providerRefused'
  | 'resetBreaker';

/** Decides one request about money or breakers at `now` (ms since epoch). */
export function decideGovernor(state: SwarmState, request: RequestOf<GovernorVerb>, now: number): Decision<SwarmEvent> {
  switch (request.verb) {
    case 'reserve': {
      const { model, prompt, maxOutput, cache } = request;
      // The next sequence is used once only, so it makes a name that nobody else has.
      const reservation = reservationId(`R${state.sequence + 1}`);
      return decideReserve(state, claimOf(request), { reservation, model, prompt, maxOutput, cache }, now);
    }
    case 'settle': {
      const { reservation, usage } = request;
      return decideSettle(state, claimOf(request), { reservation: reservationId(reservation), usage });
    }
    case 'reportCost': {
      const reservation = reservationId(`R${state.sequence + 1}`);
      return decideReportedCost(state, claimOf(request), { reservation, cost: money(request.cost) }, now);
    }
    case 'unreserve': {
      const { reservation, reason } = request;
      return decideUnreserve(state, claimOf(request), { reservation: reservationId(reservation), reason });
    }
    case 'setBudget': {
      const { scope, id, cap } = request;
      return decideSetBudget(state, { place: { scope, id }, cap: cap === null ? null : money(cap) });
    }
    case 'leaveHalted':
      return decideLeaveHalted(state, { scope: request.scope, id: request.id });
    case 'providerRefused':
      return decideProviderRefused(state, claimOf(request), { kind: request.kind, until: request.until }, now);
    case 'resetBreaker':
      return decideResetBreaker(state, { kind: request.kind, id: request.id });
  }
}

/** What follows from the time alone: see `dueForBudget` and `dueForBreakers`. */
export function governorDue(state: SwarmState, now: number): readonly SwarmEvent[] {
  return [...dueForBudget(state, now), ...dueForBreakers(state, now)];
}

/** What whoever asked is told of facts about money; undefined when they are not about a reservation. */
export function reservationAnswer(
  events: readonly SwarmEvent[],
): { readonly ok: ReservationAnswer } | { readonly refused: Refusal } | undefined {
  for (const event of events) {
    if (event.type === 'budget.reserved') return { ok: { reservation: event.reservation, amount: event.amount } };
    if (event.type !== 'budget.halted') continue;
    const { session, place, amount } = event;
    return { refused: { code: 'no-budget', session, place, wanted: amount } };
  }
  return undefined;
}

function claimOf(request: { readonly task: string; readonly session: string; readonly epoch: number }): ClaimRef {
  return { task: taskId(request.task), session: sessionId(request.session), epoch: request.epoch };
}

import {
  findCallShortage,
  putBack,
  take,
  usualCallLimits,
  type CallLimits,
  type PoolUse,
} from '../governor/bulkhead.ts';
import type { CallBook, OpenCall } from '../governor/callBook.ts';
import type { Usage } from '../governor/price.ts';
import { poolOf } from './affordability.ts';
import type { BudgetEvent, SwarmEvent } from './event.ts';
import type { ReservationId } from './ids.ts';
import type { Refusal } from './refusal.ts';
import type { SessionState, SwarmState } from './swarmState.ts';

/** What may be asked with a credential as the policy is. */
export function callLimitsOf({ policy }: SwarmState, pool: string): CallLimits {
  const stated = policy.callLimits;
  return (stated && Object.hasOwn(stated, pool) ? stated[pool] : undefined) ?? usualCallLimits;
}

/** Why a call of a session that may come to so many tokens has to wait at `now` (ms since epoch); undefined when it may begin. */
export function keepFromCalling(
  state: SwarmState,
  session: SessionState,
  call: { readonly tokens: number; readonly now: number },
): Extract<Refusal, { code: 'no-slot' }> | undefined {
  const pool = poolOf(session.spec);
  const shortage = findCallShortage(useOf(state.calls, pool), callLimitsOf(state, pool), call);
  return shortage && { code: 'no-slot', session: session.spec.id, pool, shortage };
}

/** The tokens of a call as its reservation states them: only where a rate counts them. */
export function countedTokens(state: SwarmState, session: SessionState, tokens: number): { readonly tokens?: number } {
  return callLimitsOf(state, poolOf(session.spec)).tokensPerMinute === null ? {} : { tokens };
}

/** What the next call of a session at work waits for, while its pool is full and it has no call there; undefined when it would wait for nothing. */
export function describeSlotWait(state: SwarmState, session: SessionState): string | undefined {
  const pool = poolOf(session.spec);
  const inFlight = state.calls.inFlight.get(pool) ?? 0;
  if (session.claims.size === 0 || inFlight < callLimitsOf(state, pool).concurrent) return undefined;
  const calls = [...state.calls.open.values()].some((call) => call.isInFlight && call.session === session.spec.id);
  return calls ? undefined : `its next call waits for a call slot of ${pool} (${inFlight} in flight)`;
}

/** Folds what a fact means for the calls under way. */
export function applyCalls(state: SwarmState, event: SwarmEvent, at: number): void {
  switch (event.type) {
    case 'budget.reserved':
      beginCall(state, event, at);
      return;
    case 'budget.settled':
      endCall(state, event.reservation, { used: event.usage && tokensIn(event.usage), at });
      return;
    case 'budget.released':
      endCall(state, event.reservation, { used: 0, at });
      return;
    case 'session.joined':
      // Its earlier process is gone, and with it the calls of the claims that ended before.
      for (const [id, call] of state.calls.open)
        if (call.session === event.session && state.budget.reservations.get(id)?.endedAt !== undefined)
          land(state.calls, call);
      return;
    default:
  }
}

function beginCall(state: SwarmState, event: Extract<BudgetEvent, { type: 'budget.reserved' }>, at: number): void {
  const session = state.sessions.get(event.session);
  if (!session) return;
  const { calls } = state;
  const pool = poolOf(session.spec);
  const { requestsPerMinute, tokensPerMinute } = callLimitsOf(state, pool);
  const { reservation, task, tokens = 0 } = event;
  calls.open.set(reservation, { pool, task, session: event.session, tokens, isInFlight: true });
  calls.inFlight.set(pool, (calls.inFlight.get(pool) ?? 0) + 1);
  if (requestsPerMinute !== null) calls.requests.set(pool, take(calls.requests.get(pool), requestsPerMinute, 1, at));
  if (tokensPerMinute !== null) calls.tokens.set(pool, take(calls.tokens.get(pool), tokensPerMinute, tokens, at));
}

/** `used` names the tokens that it came to; null when nobody knows. */
function endCall(
  state: SwarmState,
  id: ReservationId,
  { used, at }: { readonly used: number | null; readonly at: number },
): void {
  const { calls } = state;
  const call = calls.open.get(id);
  if (!call) return;
  land(calls, call);
  calls.open.delete(id);
  const { tokensPerMinute } = callLimitsOf(state, call.pool);
  const rest = used === null ? 0 : Math.max(0, call.tokens - used);
  if (tokensPerMinute !== null && rest > 0)
    calls.tokens.set(call.pool, putBack(calls.tokens.get(call.pool), tokensPerMinute, rest, at));
}

function land(calls: CallBook, call: OpenCall): void {
  if (!call.isInFlight) return;
  call.isInFlight = false;
  calls.inFlight.set(call.pool, (calls.inFlight.get(call.pool) ?? 1) - 1);
}

function useOf({ inFlight, requests, tokens }: CallBook, pool: string): PoolUse {
  const [asked, counted] = [requests.get(pool), tokens.get(pool)];
  return {
    inFlight: inFlight.get(pool) ?? 0,
    ...(asked ? { requests: asked } : {}),
    ...(counted ? { tokens: counted } : {}),
  };
}

function tokensIn({ input, output, cacheRead, cacheWrite5m, cacheWrite1h }: Usage): number {
  return input + output + cacheRead + cacheWrite5m + cacheWrite1h;
}

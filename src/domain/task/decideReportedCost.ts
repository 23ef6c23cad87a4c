import { room } from '../governor/account.ts';
import { accountOf, dayOf, placesOf } from '../governor/budgetBook.ts';
import { money, type Money } from '../governor/money.ts';
import { beginToday } from './decideBudget.ts';
import { underClaim, type ClaimRef } from './decideEffect.ts';
import type { SwarmEvent } from './event.ts';
import type { ReservationId } from './ids.ts';
import { accept, type Decision } from './refusal.ts';
import type { SwarmState } from './swarmState.ts';

const uncounted = { input: 0, output: 0, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0 };

/**
 * Decides how the cost of work is booked that an outside agent states after the fact: as a reservation of what the caps still have room for, settled at
 * once at what it came to. What is beyond a cap is recorded as it is, and halts the session as any call that was billed higher does.
 */
export function decideReportedCost(
  state: SwarmState,
  claim: ClaimRef,
  { reservation, cost }: { readonly reservation: ReservationId; readonly cost: Money },
  now: number,
): Decision<SwarmEvent> {
  return underClaim(state, claim, () => {
    const { task, session, epoch } = claim;
    const rooms = placesOf({ task, session, day: dayOf(now) }).map((place) => room(accountOf(state.budget, place)));
    const amount = money(Math.min(cost, ...rooms));
    const model = state.sessions.get(session)?.spec.provider ?? 'outside';
    return accept(
      ...beginToday(state, now),
      { type: 'budget.reserved', reservation, session, task, epoch, model, amount },
      { type: 'budget.settled', reservation, session, task, epoch, usage: uncounted, cost },
    );
  });
}

import type { Refusal } from '../../domain/task/refusal.ts';
import type { SwarmState } from '../../domain/task/swarmState.ts';
import type { SealedEntry } from '../../domain/witness/entry.ts';
import { toClaimedTask } from './answers.ts';
import { reservationAnswer } from './decideGovernor.ts';

/** What a request that was granted is answered with, from the facts that it led to; some of them say no all the same. */
export function answerOutcome(
  state: SwarmState,
  entries: readonly SealedEntry[],
): { readonly ok: unknown } | { readonly refused: Refusal } {
  const money = reservationAnswer(entries.map(({ entry }) => entry.event));
  if (money) return money;
  const claimed = entries.find(({ entry }) => entry.event.type === 'task.claimed');
  if (claimed) return { ok: { outcome: 'claimed', claim: toClaimedTask(state, claimed) } };
  const stalled = entries.map(({ entry }) => entry.event).find((event) => event.type === 'task.stalled');
  return { ok: stalled ? { step: stalled.rung } : {} };
}

import type { VirtualCallParts } from './virtualCall.ts';

/** How often a nudge, and how often a fresh start, gets a stalled agent going again. */
const helps = 0.5;

/** What became of an agent that got nowhere: it goes on, the claim is gone, or it was taken off its task. */
export type StallEnd = 'made' | 'gone' | 'handed-over' | 'parked';

/** Gets nowhere until the watchdog has found a way out; `stallMs` is how long it waits each time. */
export async function sitOutStall({ world, ask, claim, random }: VirtualCallParts, stallMs: number): Promise<StallEnd> {
  for (;;) {
    await world.sleep(stallMs);
    const found = { cause: 'no-progress', silentMs: stallMs, canNudge: true } as const;
    const answer = await ask({ verb: 'stalled', ...claim, ...found });
    if (!answer.ok) return 'gone';
    const { step } = answer.value;
    if (step === 'handed-over' || step === 'parked') return step;
    if (random.chance(helps)) return 'made';
  }
}

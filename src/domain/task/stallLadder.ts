import type { Rung, StallCause } from './watchEvent.ts';

/** A rung that was taken about a task, and under which claim. */
export interface TakenRung {
  readonly rung: Rung;
  readonly epoch: number;
}

/** An agent that gets nowhere, and what can be done about it where it works. */
export interface Stall {
  readonly epoch: number;
  readonly cause: StallCause;
  readonly canNudge: boolean;
  readonly canRestart: boolean;
}

/**
 * The next rung for a task whose agent gets nowhere; undefined when its claim was to end already and goes on all the same. Each claim is
 * nudged and restarted once at most, a task is handed over once, and the last rung is a person: so every ladder comes to an end, whatever
 * is started anew in between. Only a person, or another plan, gives a task a new ladder.
 */
export function nextRung(taken: readonly TakenRung[], stall: Stall): Rung | undefined {
  const last = taken.at(-1);
  if (last?.epoch === stall.epoch && endsClaim(last.rung)) return undefined;
  const handedOver = taken.findLastIndex(({ rung }) => rung === 'handed-over');
  const since = new Set(taken.slice(handedOver + 1).map(({ rung }) => rung));
  if (since.has('parked')) return 'parked';
  const mild = stall.cause === 'no-progress' && !since.has('restarted');
  if (mild && stall.canNudge && !since.has('nudged')) return 'nudged';
  if (mild && stall.canRestart) return 'restarted';
  return handedOver < 0 ? 'handed-over' : 'parked';
}

/** Whether nobody goes on under the same claim after it. */
export function endsClaim(rung: Rung): boolean {
  return rung === 'handed-over' || rung === 'parked';
}

/** How an agent was found out, as a sentence without its end. */
export function describeStall(cause: StallCause, silentMs: number): string {
  const time = silentMs < 7_200_000 ? `${Math.round(silentMs / 60_000)} min` : `${Math.round(silentMs / 3_600_000)} h`;
  return cause === 'timeout' ? `it was worked on for ${time} without an end` : `nothing came of it for ${time}`;
}

import type { TaskId } from '../../domain/task/ids.ts';
import type { SwarmState } from '../../domain/task/swarmState.ts';
import type { Request } from '../../protocol/verbs.ts';
import { isWork } from './isWork.ts';

/** How recently a session was heard of: thresholds are ms since its last sign of life. */
export interface HealthThresholds {
  readonly warningMs: number;
  readonly silentMs: number;
}

export const defaultHealth: HealthThresholds = { warningMs: 60_000, silentMs: 180_000 };

export type Health = 'healthy' | 'warning' | 'silent' | 'absent';

/** Who is there, by monotonic time (ms), so that a wall clock that is set robs nobody. Volatile: after a restart everybody has to be heard of again. */
export class Presence {
  readonly #seen = new Map<string, number>();
  /** When a session last said something that comes of work, and not only that it is there. */
  readonly #worked = new Map<string, number>();
  /** Sessions whose runner has ended since they were heard of. */
  readonly #ended = new Set<string>();
  /** Sessions that nobody starts again, and why. */
  readonly #lost = new Map<string, string>();
  readonly #thresholds: HealthThresholds;

  constructor(thresholds: HealthThresholds) {
    this.#thresholds = thresholds;
  }

  /** How long a silent session keeps what it holds, ms. */
  get leaseMs(): number {
    return this.#thresholds.silentMs;
  }

  /** Notes a sign of life at `now`: that it is there, or what it says. */
  see(session: string, now: number, said?: Request): void {
    this.#seen.set(session, now);
    if (said && isWork(said)) this.#worked.set(session, now);
    this.#ended.delete(session);
  }

  /** Counts these sessions as heard of now, also those that were lost. */
  expect(sessions: Iterable<string>, now: number): void {
    for (const session of sessions) {
      this.#lost.delete(session);
      this.see(session, now);
    }
  }

  /** Notes that the session's runner has ended, and why; `forGood` when it will not be started again. */
  lose(session: string, forGood: boolean, reason: string): void {
    this.#ended.add(session);
    if (forGood) this.#lost.set(session, reason);
  }

  /** When something last came of its work, as far as this leader has heard. */
  workedAt(session: string): number | undefined {
    return this.#worked.get(session);
  }

  /** Why nothing of the session will run until somebody starts it; undefined when it may run. */
  whyLost(session: string): string | undefined {
    return this.#lost.get(session);
  }

  /** The tasks held by sessions that have not been heard of for too long, also when their runner has ended and does not come back. */
  claimsOfSilent(state: SwarmState, now: number): readonly TaskId[] {
    return [...state.sessions.values()]
      .filter(({ claims, spec }) => claims.size > 0 && this.#age(spec.id, now) > this.#thresholds.silentMs)
      .flatMap((session) => [...session.claims]);
  }

  health(session: string, now: number): Health {
    if (!this.#seen.has(session) || this.#ended.has(session)) return 'absent';
    const age = this.#age(session, now);
    if (age > this.#thresholds.silentMs) return 'silent';
    return age > this.#thresholds.warningMs ? 'warning' : 'healthy';
  }

  /** Negative for ever when it was never heard of: nobody waits for who has not come. */
  #age(session: string, now: number): number {
    return now - (this.#seen.get(session) ?? Infinity);
  }
}

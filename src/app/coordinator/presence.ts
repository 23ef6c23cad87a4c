import type { TaskId } from '../../domain/task/ids.ts';
import type { SwarmState } from '../../domain/task/swarmState.ts';

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
  readonly #lost = new Set<string>();
  readonly #thresholds: HealthThresholds;

  constructor(thresholds: HealthThresholds) {
    this.#thresholds = thresholds;
  }

  /** How long a silent session keeps what it holds, ms. */
  get leaseMs(): number {
    return this.#thresholds.silentMs;
  }

  /** Notes a sign of life at `now`. */
  see(session: string, now: number): void {
    this.#seen.set(session, now);
  }

  /** Counts these sessions as heard of now, also those that were lost. */
  expect(sessions: Iterable<string>, now: number): void {
    for (const session of sessions) {
      this.#lost.delete(session);
      this.see(session, now);
    }
  }

  /** Notes that the session's runner has ended; `forGood` when it will not be started again. */
  lose(session: string, forGood: boolean): void {
    this.#seen.delete(session);
    if (forGood) this.#lost.add(session);
  }

  /** Whether nothing of the session will run until somebody starts it. */
  isLost(session: string): boolean {
    return this.#lost.has(session);
  }

  /** The tasks held by sessions that have not been heard of for too long. */
  claimsOfSilent(state: SwarmState, now: number): readonly TaskId[] {
    return [...state.sessions.values()]
      .filter((session) => session.claims.size > 0 && this.health(session.spec.id, now) === 'silent')
      .flatMap((session) => [...session.claims]);
  }

  health(session: string, now: number): Health {
    const seen = this.#seen.get(session);
    if (seen === undefined) return 'absent';
    const age = now - seen;
    if (age > this.#thresholds.silentMs) return 'silent';
    return age > this.#thresholds.warningMs ? 'warning' : 'healthy';
  }
}

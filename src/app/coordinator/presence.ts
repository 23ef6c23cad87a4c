/** How recently a session was heard of: thresholds are ms since its last sign of life. */
export interface HealthThresholds {
  readonly warningMs: number;
  readonly silentMs: number;
}

export const defaultHealth: HealthThresholds = { warningMs: 60_000, silentMs: 180_000 };

export type Health = 'healthy' | 'warning' | 'silent' | 'absent';

/** Who is there, as seen now. Volatile: after a restart everybody has to be heard of again. */
export class Presence {
  readonly #seen = new Map<string, number>();
  readonly #thresholds: HealthThresholds;

  constructor(thresholds: HealthThresholds) {
    this.#thresholds = thresholds;
  }

  /** Notes a sign of life at `now` (ms since epoch). */
  see(session: string, now: number): void {
    this.#seen.set(session, now);
  }

  /** Notes that the session's runner has ended. */
  lose(session: string): void {
    this.#seen.delete(session);
  }

  health(session: string, now: number): Health {
    const seen = this.#seen.get(session);
    if (seen === undefined) return 'absent';
    const age = now - seen;
    if (age > this.#thresholds.silentMs) return 'silent';
    return age > this.#thresholds.warningMs ? 'warning' : 'healthy';
  }
}

/** A rate with a burst: `capacity` at once, and `perSecond` in the long run. */
export interface Rate {
  readonly capacity: number;
  readonly perSecond: number;
}

/** Counts what may be spent at a rate. Times are ms on a clock that is never set. */
export class TokenBucket {
  readonly #rate: Rate;
  #tokens: number;
  #filledAt: number;

  /** Starts full. */
  constructor(rate: Rate, now: number) {
    this.#rate = rate;
    this.#tokens = rate.capacity;
    this.#filledAt = now;
  }

  /** Spends so many; false, and nothing is spent, when they are not there. What costs more than the capacity is never there. */
  take(cost: number, now: number): boolean {
    const filled = this.#tokens + (Math.max(0, now - this.#filledAt) * this.#rate.perSecond) / 1_000;
    this.#tokens = Math.min(this.#rate.capacity, filled);
    this.#filledAt = now;
    if (cost > this.#tokens) return false;
    this.#tokens -= cost;
    return true;
  }
}

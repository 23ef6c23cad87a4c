import type { Random } from '../../support/random.ts';

/** How much goes wrong, drawn anew for each run, so that some runs are calm and some are rough. Chances are per occasion. */
export class Faults {
  /** Slowest write of a batch, ms. */
  readonly maxAppendMs: number;
  /** Slowest way of a message, ms. */
  readonly maxDelayMs: number;
  readonly #loss: number;
  readonly #store: number;
  readonly #crash: number;
  readonly #session: number;
  /** Whether an old leader may go on for a while beside the new one. */
  readonly zombies: boolean;
  #calm = false;

  constructor(random: Random) {
    const level = random.pick([0, 0.3, 1, 1, 2]);
    this.maxAppendMs = random.pick([1, 10, 80]);
    this.maxDelayMs = random.pick([1, 20, 150]);
    this.#loss = 0.03 * level;
    this.#store = 0.02 * level;
    this.#crash = 0.006 * level;
    this.#session = 0.04 * level;
    this.zombies = random.chance(0.2);
  }

  /** From now on nothing goes wrong any more. */
  calm(): void {
    this.#calm = true;
  }

  get isCalm(): boolean {
    return this.#calm;
  }

  losesMessage(random: Random): boolean {
    return !this.#calm && random.chance(this.#loss);
  }

  crashesLeader(random: Random): boolean {
    return !this.#calm && random.chance(this.#crash);
  }

  strikesSession(random: Random): boolean {
    return !this.#calm && random.chance(this.#session);
  }

  storeFault(random: Random): 'none' | 'full' | 'unsure' {
    if (this.#calm || !random.chance(this.#store)) return 'none';
    return random.chance(0.5) ? 'full' : 'unsure';
  }
}

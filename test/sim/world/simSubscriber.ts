import type { Following, PushedEntry } from '../../../src/app/ports/coordinatorService.ts';
import { Random } from '../../support/random.ts';
import type { SimLeader } from './simLeader.ts';
import type { World } from './world.ts';

/** Somebody who follows the ledger over a connection of changing speed, hangs up now and then, and goes on from its last entry with whoever leads. */
export class SimSubscriber {
  readonly #world: World;
  readonly #random: Random;
  #leader: SimLeader | undefined;
  #following: Following | undefined;
  #last = 0;
  #credit = 0;

  constructor(world: World, seed: number) {
    this.#world = world;
    // Chance of its own: how it reads changes nothing for others.
    this.#random = new Random(seed);
  }

  start(): void {
    this.#world.scheduler.after(1 + this.#random.below(400), () => {
      this.#act();
      this.start();
    });
  }

  /** Reads everything that there is; the law that was broken, if it cannot. */
  catchUp(): string | undefined {
    const { entries } = this.#world.disk;
    this.#connect();
    for (let before = -1; this.#last < entries.length;) {
      if (before === this.#last) return `a subscriber has ${before} of ${entries.length} entries and gets no more`;
      before = this.#last;
      this.#following?.resume();
    }
    return undefined;
  }

  #act(): void {
    const connected = this.#leader === this.#world.leader && this.#leader?.isDead === false;
    if (!connected || this.#random.chance(0.1)) this.#connect();
    else if (this.#random.chance(0.6)) {
      this.#credit += this.#random.below(12);
      if (this.#credit > 0) this.#following?.resume();
    }
  }

  #connect(): void {
    this.#following?.dispose();
    this.#following = undefined;
    this.#leader = this.#world.leader;
    const access = this.#leader?.service.authenticate(this.#leader.tokenOf('person'));
    this.#credit = 0;
    this.#following = access?.subscribe(this.#last, {
      take: (entries) => this.#take(entries),
      fail: ({ message }) => this.#world.fail(`push: a subscriber was told that ${message}`),
    });
  }

  #take(entries: readonly PushedEntry[]): boolean {
    for (const { sequence, body } of entries) {
      if (sequence !== this.#last + 1) this.#world.fail(`push: entry ${sequence} came after ${this.#last}`);
      if (body !== this.#world.disk.entries[sequence - 1]?.body)
        this.#world.fail(`push: entry ${sequence} came otherwise than the ledger keeps it`);
      this.#last = sequence;
    }
    this.#credit -= entries.length;
    return this.#credit > 0;
  }
}

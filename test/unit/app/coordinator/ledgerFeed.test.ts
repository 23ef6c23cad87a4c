import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LedgerFeed, type PageSize } from '../../../../src/app/coordinator/ledgerFeed.ts';
import type { Following, PushedEntry } from '../../../../src/app/ports/coordinatorService.ts';
import { LedgerError, type Ledger, type StoredEntry } from '../../../../src/app/ports/ledger.ts';
import { Emitter } from '../../../../src/base/emitter.ts';
import type { SealedEntry } from '../../../../src/domain/witness/entry.ts';
import { Random } from '../../../support/random.ts';
import { ManualClock } from '../../../support/testCoordinator.ts';

const hash = new Uint8Array(32);

/** A ledger of entries that say their own number, and the feed that follows it. */
class FeedWorld {
  readonly clock = new ManualClock();
  readonly entries: StoredEntry[] = [];
  readonly commits = new Emitter<readonly SealedEntry[]>();
  readonly feed: LedgerFeed;
  readFault: LedgerError | undefined;
  reads = 0;

  constructor(page?: PageSize) {
    const ledger: Pick<Ledger, 'read'> = { read: (after) => this.#read(after) };
    this.feed = new LedgerFeed({
      ledger: ledger as Ledger,
      clock: this.clock,
      onCommit: this.commits.event,
      ...(page ? { page } : {}),
    });
  }

  *#read(after: number): Generator<StoredEntry> {
    this.reads += 1;
    for (let at = after; at < this.entries.length; at += 1) {
      if (this.readFault) throw this.readFault;
      const entry = this.entries[at];
      if (entry) yield entry;
    }
  }

  /** Makes entries durable; told later when `tell` is called. */
  append(count: number): { readonly tell: () => void } {
    const first = this.entries.length + 1;
    for (let at = 0; at < count; at += 1) {
      const sequence = first + at;
      this.entries.push({ sequence, body: `${sequence}:${'x'.repeat(sequence % 7)}`, hash });
    }
    const added = this.entries.slice(first - 1);
    const sealed = added.map(({ sequence, body }) => ({ entry: { sequence }, body, hash }) as SealedEntry);
    return { tell: () => this.commits.fire(sealed) };
  }
}

/** A subscriber of random speed, which hangs up now and then and comes back from where it was. */
class RandomSubscriber {
  readonly seen: number[] = [];
  readonly #world: FeedWorld;
  readonly #random: Random;
  readonly #from: number;
  #credit: number;
  #following: Following | undefined;
  #full = false;
  #connected = false;

  constructor(world: FeedWorld, random: Random) {
    this.#world = world;
    this.#random = random;
    this.#from = random.below(world.entries.length + 5);
    this.#credit = random.below(30);
    this.#connect();
  }

  get last(): number {
    return this.seen.at(-1) ?? this.#from;
  }

  act(): void {
    const what = this.#random.below(10);
    if (what === 0) {
      this.#hangUp();
      this.#connect();
    } else if (what < 5) this.read(this.#random.below(40));
    // Nobody promises that a subscriber resumes only when it is asked to.
    else if (what === 5) this.#following?.resume();
  }

  read(credit: number): void {
    this.#credit += credit;
    if (!this.#connected) this.#connect();
    if (!this.#full || this.#credit <= 0) return;
    this.#full = false;
    this.#following?.resume();
  }

  #connect(): void {
    this.#full = false;
    const take = (entries: readonly PushedEntry[]): boolean => {
      assert.notEqual(entries.length, 0);
      for (const { sequence, body } of entries) {
        assert.equal(body, `${sequence}:${'x'.repeat(sequence % 7)}`);
        this.seen.push(sequence);
      }
      this.#credit -= entries.length;
      this.#full = this.#credit <= 0;
      if (this.#random.chance(0.05)) this.#hangUp();
      return !this.#full;
    };
    this.#connected = true;
    const following = this.#world.feed.follow(this.last, { take, fail: (fault) => assert.fail(fault) });
    this.#following = following;
    // It may have hung up before it knew what to hang up.
    if (!this.#connected) following.dispose();
  }

  #hangUp(): void {
    this.#connected = false;
    this.#following?.dispose();
    this.#following = undefined;
  }

  checkComplete(): void {
    const end = this.#world.entries.length;
    const count = Math.max(0, end - this.#from);
    assert.deepEqual(
      this.seen,
      Array.from({ length: count }, (_, at) => this.#from + at + 1),
    );
  }
}

test('at any page size, speed and disconnection, every subscriber gets every entry once and in order', () => {
  for (let seed = 1; seed <= 400; seed += 1) {
    const random = new Random(seed);
    const world = new FeedWorld({ entries: 1 + random.below(12), characters: 1 + random.below(80) });
    world.append(random.below(60));
    const subscribers = Array.from({ length: 1 + random.below(4) }, () => new RandomSubscriber(world, random));
    let untold: { readonly tell: () => void } | undefined;
    for (let step = 0; step < 60; step += 1) {
      const what = random.below(4);
      if (what === 0) {
        untold?.tell();
        untold = world.append(1 + random.below(random.chance(0.1) ? 40 : 4));
        if (random.chance(0.7)) {
          untold.tell();
          untold = undefined;
        }
      } else if (what === 1) world.clock.advance(1 + random.below(3));
      else random.pick(subscribers).act();
    }
    untold?.tell();
    for (let round = 0; round < 200; round += 1) {
      for (const subscriber of subscribers) subscriber.read(10);
      world.clock.advance(1);
    }
    try {
      for (const subscriber of subscribers) subscriber.checkComplete();
    } catch (cause) {
      throw new Error(`seed ${seed}`, { cause });
    }
  }
});

test('a subscriber that takes no more costs nothing until it resumes, and then gets pages of what it has missed', () => {
  const world = new FeedWorld({ entries: 10, characters: 1_000 });
  const taken: number[] = [];
  world.append(5).tell();
  const following = world.feed.follow(0, { take: (entries) => (taken.push(entries.length), false), fail: assert.fail });
  const before = world.reads;
  for (let at = 0; at < 100; at += 1) world.append(1).tell();
  world.clock.advance(1_000);
  assert.deepEqual(taken, [5]);
  assert.equal(world.reads, before);
  following.resume();
  assert.deepEqual(taken, [5, 10]);
});

test('whoever is live gets the very array that all others get, so that it is put into bytes once', () => {
  const world = new FeedWorld();
  const taken: (readonly PushedEntry[])[] = [];
  for (let at = 0; at < 3; at += 1)
    world.feed.follow(0, { take: (entries) => (taken.push(entries), true), fail: assert.fail });
  world.append(2).tell();
  assert.equal(new Set(taken).size, 1);
  assert.equal(taken.length, 3);
});

test('a ledger that cannot be read ends the subscription with its fault, at the first page as at a later one', () => {
  for (const failAt of ['first', 'later'] as const) {
    const world = new FeedWorld({ entries: 2, characters: 1_000 });
    world.append(5).tell();
    const fault = new LedgerError('damaged', 'the ledger is damaged', undefined);
    const faults: LedgerError[] = [];
    if (failAt === 'first') world.readFault = fault;
    world.feed.follow(0, { take: () => true, fail: (told) => faults.push(told) });
    world.readFault = fault;
    world.clock.advance(10);
    assert.deepEqual(faults, [fault]);
  }
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { needsOfLetters, parseLetterId } from '../../../../src/app/consumers/deadLetters.ts';
import { DurableConsumer, lookAgainMs, retryDelays } from '../../../../src/app/consumers/durableConsumer.ts';
import { LedgerFeed } from '../../../../src/app/coordinator/ledgerFeed.ts';
import { Emitter } from '../../../../src/base/emitter.ts';
import { silentLog } from '../../../../src/base/log.ts';
import type { SealedEntry } from '../../../../src/domain/witness/entry.ts';
import { MemoryJournal } from '../../../support/memoryJournal.ts';
import { MemoryLedger } from '../../../support/memoryLedger.ts';
import { ManualClock } from '../../../support/testCoordinator.ts';

const hash = new Uint8Array(32);

/** A ledger whose even entries are something to do, and a consumer that fails as often as it is told to. */
class ConsumerWorld {
  readonly clock = new ManualClock();
  readonly journal = new MemoryJournal();
  readonly ledger = new MemoryLedger();
  readonly commits = new Emitter<readonly SealedEntry[]>();
  readonly done: number[] = [];
  readonly tried: number[] = [];
  /** How often an entry still fails. */
  readonly failures = new Map<number, number>();
  lettersShown = 0;
  consumer = this.#start();

  #start(): DurableConsumer {
    const feed = new LedgerFeed({ ledger: this.ledger, onCommit: this.commits.event, clock: this.clock });
    const consumer = new DurableConsumer({
      consumer: {
        name: 'tester',
        wants: ({ sequence }) => sequence % 2 === 0,
        handle: async ({ sequence }) => {
          this.tried.push(sequence);
          const left = this.failures.get(sequence) ?? 0;
          this.failures.set(sequence, left - 1);
          if (left > 0) throw new Error(`no luck with ${sequence}`);
          this.done.push(sequence);
        },
      },
      follow: (from, subscriber) => feed.follow(from, subscriber),
      read: (sequence) => this.ledger.entries[sequence - 1]?.body,
      end: this.ledger.entries.length,
      journal: this.journal,
      clock: this.clock,
      log: silentLog,
      onLetters: () => (this.lettersShown += 1),
    });
    consumer.start();
    return consumer;
  }

  append(count: number): void {
    const first = this.ledger.entries.length + 1;
    const added = Array.from({ length: count }, (_, at) => {
      const entry = { sequence: first + at, revision: 1, at: 0, subject: 's', previous: '', trace: '', key: null };
      const whole = { ...entry, authority: {}, actor: {}, cause: {}, event: { type: 'swarm.paused' } };
      return { entry: whole, body: JSON.stringify(whole), hash } as unknown as SealedEntry;
    });
    this.ledger.entries.push(...added.map(({ entry, body }) => ({ sequence: entry.sequence, body, hash })));
    this.commits.fire(added);
  }

  /** Lets so much time go by, with everything that follows from it. */
  async live(ms: number): Promise<void> {
    for (let passed = 0; passed <= ms; passed += 500) {
      await turn();
      this.clock.advance(500);
      await turn();
    }
  }

  async restart(): Promise<void> {
    await this.consumer.close();
    this.consumer = this.#start();
  }
}

const patience = retryDelays.reduce((sum, delay) => sum + delay, 2_000);

test('what fails for a while is done later, and what follows it waits', async () => {
  const world = new ConsumerWorld();
  world.failures.set(2, retryDelays.length);
  world.append(4);
  await world.live(patience);
  assert.deepEqual(world.done, [2, 4]);
  assert.deepEqual(world.journal.letters(), []);
  assert.equal(world.journal.position('tester'), 4);
});

test('what always fails is parked with its error, and the rest is done', async () => {
  const world = new ConsumerWorld();
  world.failures.set(2, 1_000);
  world.append(6);
  await world.live(patience);
  assert.deepEqual(world.done, [4, 6]);
  const [letter, ...more] = world.journal.letters();
  assert.deepEqual(more, []);
  assert.equal(letter?.sequence, 2);
  assert.equal(letter.attempts, retryDelays.length + 1);
  assert.equal(letter.error, 'no luck with 2');
  assert.equal(world.lettersShown, 1);
  assert.match(needsOfLetters(world.journal.letters())[0]?.reason ?? '', /tester could not handle entry 2: no luck/);
});

test('a letter is tried again when a person wants it, and goes when it is done', async () => {
  const world = new ConsumerWorld();
  world.failures.set(2, retryDelays.length + 2);
  world.append(2);
  await world.live(patience);
  for (const left of [1, 0]) {
    for (const letter of world.journal.letters()) world.journal.park({ ...letter, retry: true });
    await world.live(2 * lookAgainMs);
    assert.equal(world.journal.letters().length, left);
  }
  assert.deepEqual(world.done, [2]);
});

test('a process that ends leaves what it has not done to the next one', async () => {
  const world = new ConsumerWorld();
  world.failures.set(4, 2);
  world.append(8);
  await world.live(0);
  await world.restart();
  await world.live(patience);
  assert.deepEqual(world.done, [2, 4, 6, 8]);
  await world.restart();
  await world.live(patience);
  assert.deepEqual(world.done, [2, 4, 6, 8], 'nothing is done twice without a failure');
});

test('a ledger that is shorter than what was handled is another one', async () => {
  const world = new ConsumerWorld();
  world.journal.advance('tester', 100);
  world.append(2);
  await world.restart();
  await world.live(0);
  assert.deepEqual(world.done.slice(-1), [2]);
});

for (const [id, read] of [
  ['anchors/12', { consumer: 'anchors', sequence: 12 }],
  ['anchors/0', undefined],
  ['anchors', undefined],
  ['../12', undefined],
  ['a/1e9', undefined],
  ['a/99999999999999999', undefined],
] as const)
  test(`the name ${id} of a letter is ${read ? 'read' : 'none'}`, () => assert.deepEqual(parseLetterId(id), read));

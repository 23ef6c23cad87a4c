import type { Disposable } from '../../base/disposable.ts';
import type { Log } from '../../base/log.ts';
import type { Entry } from '../../domain/witness/entry.ts';
import { readEntry } from '../../domain/witness/readEntry.ts';
import type { Clock } from '../ports/clock.ts';
import type { ConsumerJournal, DeadLetter } from '../ports/consumerJournal.ts';
import type { EntrySubscriber, Following, PushedEntry } from '../ports/coordinatorService.ts';

/** Somebody for whom each entry is something to do. */
export interface EntryConsumer {
  /** Its name in the journal: never changed, never given to another. */
  readonly name: string;
  /** Whether there is something to do for an entry. */
  wants(entry: Entry): boolean;
  /** Does it; may be called again for the same entry, after a failure or the death of the process. Throws when it could not be done. */
  handle(entry: Entry): Promise<void>;
}

export interface DurableConsumerOptions {
  readonly consumer: EntryConsumer;
  /** Gives entries above a sequence, at the consumer's pace. */
  readonly follow: (from: number, subscriber: EntrySubscriber) => Following;
  /** The entry of a sequence, as canonical JSON. */
  readonly read: (sequence: number) => string | undefined;
  /** The last sequence of the ledger at the start. */
  readonly end: number;
  readonly journal: ConsumerJournal;
  readonly clock: Clock;
  readonly log: Log;
  /** Called when a letter was parked, or is gone. */
  readonly onLetters: () => void;
}

/** Waits between two tries, ms: a lock or a busy disk is over by then; what still fails needs a person. */
export const retryDelays: readonly number[] = [1_000, 5_000, 25_000];
/** How often a person's wish to try again is looked for: it is noted by another process. */
export const lookAgainMs = 5_000;

/**
 * Hands every entry of the ledger to a consumer, in order, from where it was when the process last ended. An entry that fails again and again is parked
 * with its error, and the next one is handled: nothing is dropped, and nothing stands still.
 */
export class DurableConsumer {
  readonly #options: DurableConsumerOptions;
  readonly #name: string;
  #following: Following | undefined;
  #looking: Disposable | undefined;
  #work: Promise<void> = Promise.resolve();
  #over = false;
  #wake: () => void = () => undefined;

  constructor(options: DurableConsumerOptions) {
    this.#options = options;
    this.#name = options.consumer.name;
  }

  /** Begins with the first entry that was not handled. A ledger that is shorter than that is another one, which begins at its start. */
  start(): void {
    const { follow, journal, end, log, clock } = this.#options;
    const position = journal.position(this.#name);
    const from = position <= end ? position : 0;
    this.#then(() => this.#retryLetters());
    this.#looking = clock.every(lookAgainMs, () => this.#then(() => this.#retryLetters()));
    this.#following = follow(from, {
      // One page at a time: the rest stays in the ledger until this one is done.
      take: (entries) => {
        this.#then(async () => {
          await this.#handleAll(entries);
          // In a turn of its own: a long past must not keep the leader from everything else.
          this.#options.clock.after(1, () => this.#following?.resume());
        });
        return false;
      },
      fail: ({ message }) => log.error(`${this.#name} cannot read the ledger: ${message}`),
    });
  }

  /** Takes up nothing more; resolves when what is being done is done. What was not handled is handled by the next process. */
  async close(): Promise<void> {
    this.#over = true;
    this.#looking?.dispose();
    this.#following?.dispose();
    this.#wake();
    await this.#work;
  }

  /** Adds to what is done, one after the other. */
  #then(work: () => Promise<void>): void {
    this.#work = this.#work.then(work).catch((cause: unknown) => {
      this.#options.log.error(`${this.#name} has stopped: its journal cannot be written.`, { cause: String(cause) });
      this.#over = true;
    });
  }

  async #handleAll(entries: readonly PushedEntry[]): Promise<void> {
    for (const { sequence, body } of entries) {
      const entry = readEntry(body);
      if (entry && this.#options.consumer.wants(entry)) {
        const done = await this.#handle(entry);
        if (!done) return;
        this.#options.journal.advance(this.#name, sequence);
      }
      if (this.#over) return;
    }
    const last = entries.at(-1);
    if (last) this.#options.journal.advance(this.#name, last.sequence);
  }

  /** Handles an entry or parks it; false when it was given up for now because the process ends. */
  async #handle(entry: Entry): Promise<boolean> {
    for (let attempt = 1; ; attempt += 1) {
      const error = await this.#try(entry);
      if (error === undefined) return true;
      const delay = retryDelays[attempt - 1];
      if (delay === undefined) {
        this.#park(entry.sequence, error, attempt);
        return true;
      }
      await this.#wait(delay);
      if (this.#over) return false;
    }
  }

  async #try(entry: Entry): Promise<string | undefined> {
    try {
      await this.#options.consumer.handle(entry);
      return undefined;
    } catch (cause) {
      const error = cause instanceof Error ? cause.message : String(cause);
      this.#options.log.info(`${this.#name} could not handle entry ${entry.sequence}`, { error });
      return error;
    }
  }

  #park(sequence: number, error: string, attempts: number): void {
    const { journal, clock, log, onLetters } = this.#options;
    const letter: DeadLetter = {
      consumer: this.#name,
      sequence,
      error: error.slice(0, 2_000),
      attempts,
      parkedAt: clock.now(),
      retry: false,
    };
    journal.park(letter);
    log.warn(`${this.#name} has parked entry ${sequence}: ${letter.error}`);
    onLetters();
  }

  /** Tries again, once each, what a person wants to be tried again. */
  async #retryLetters(): Promise<void> {
    const { journal, read, onLetters } = this.#options;
    const wanted = journal.letters().filter(({ consumer, retry }) => consumer === this.#name && retry);
    for (const { sequence, attempts } of wanted) {
      if (this.#over) return;
      const entry = readEntry(read(sequence) ?? '');
      const error = entry ? await this.#try(entry) : 'There is no such entry in the ledger.';
      if (error === undefined) journal.remove(this.#name, sequence);
      else this.#park(sequence, error, attempts + 1);
    }
    if (wanted.length > 0) onLetters();
  }

  #wait(ms: number): Promise<void> {
    if (this.#over) return Promise.resolve();
    return new Promise((resolve) => {
      const wait = this.#options.clock.after(ms, () => this.#wake());
      this.#wake = () => {
        wait.dispose();
        resolve();
      };
    });
  }
}

import { LedgerError, type Ledger, type LedgerBatch, type StoredEntry } from '../../../src/app/ports/ledger.ts';
import type { Random } from '../../support/random.ts';
import type { Disk } from './disk.ts';
import type { Faults } from './faults.ts';
import type { Scheduler } from './scheduler.ts';

interface StoreOptions {
  readonly disk: Disk;
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly faults: Faults;
  /** A place where the process may die. */
  readonly step: (point: 'append' | 'durable') => void;
  /** Told of each decided entry, when it is handed over for writing. */
  readonly decided: (batch: LedgerBatch) => void;
}

/** The ledger of one leader process on a disk: slow, now and then failing, and gone with the process, whether its last batch landed or not. */
export class SimStore implements Ledger {
  readonly #options: StoreOptions;
  readonly #pending = new Set<LedgerBatch>();
  #dead = false;

  constructor(options: StoreOptions) {
    this.#options = options;
  }

  append(batch: LedgerBatch): Promise<'accepted' | 'conflict'> {
    const { scheduler, random, faults, step, decided } = this.#options;
    return new Promise((resolve, reject) => {
      if (this.#dead) return;
      this.#pending.add(batch);
      decided(batch);
      step('append');
      const land = (): void => {
        if (this.#dead) return;
        this.#pending.delete(batch);
        const fault = faults.storeFault(random);
        if (fault === 'full') {
          reject(new LedgerError('full', 'the simulated disk is full', undefined));
          return;
        }
        const outcome = this.#options.disk.write(batch);
        step('durable');
        if (this.#dead) return;
        if (fault === 'unsure') reject(new LedgerError('failed', 'the simulated disk did not answer', undefined));
        else resolve(outcome);
      };
      scheduler.after(random.below(faults.maxAppendMs), land);
    });
  }

  /** The process dies: what was being written is on the disk or is not. */
  crash(): void {
    this.#dead = true;
    for (const batch of this.#pending) if (this.#options.random.chance(0.5)) this.#options.disk.write(batch);
    this.#pending.clear();
  }

  read(after: number): Iterable<StoredEntry> {
    return this.#options.disk.entries.slice(after);
  }

  checkpoints(): Iterable<string> {
    return [...this.#options.disk.notes];
  }

  close(): void {
    this.#dead = true;
  }
}

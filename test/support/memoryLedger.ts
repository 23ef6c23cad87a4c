import {
  checkBalances,
  type Balance,
  type Ledger,
  type LedgerBatch,
  type StoredEntry,
} from '../../src/app/ports/ledger.ts';

/** A ledger in memory that keeps the port's contract; `failNext` makes the next append fail as a full disk would. */
export class MemoryLedger implements Ledger {
  readonly entries: StoredEntry[] = [];
  readonly notes: string[] = [];
  readonly balances = new Map<string, Balance>();
  failNext: Error | undefined;
  readonly #revisions = new Set<string>();

  async append(batch: LedgerBatch): Promise<'accepted' | 'conflict'> {
    const failure = this.failNext;
    this.failNext = undefined;
    if (failure) throw failure;
    const taken = batch.entries.some(({ entry }) =>
      this.#isTaken(entry.sequence, `${entry.subject}#${entry.revision}`),
    );
    if (taken) return 'conflict';
    const overspent = checkBalances(batch.balances ?? []);
    if (overspent) throw overspent;
    for (const { entry, body, hash } of batch.entries) {
      this.#revisions.add(`${entry.subject}#${entry.revision}`);
      this.entries.push({ sequence: entry.sequence, body, hash });
    }
    for (const balance of batch.balances ?? []) this.balances.set(balance.place, balance);
    this.notes.push(batch.checkpoint);
    return 'accepted';
  }

  read(after: number): Iterable<StoredEntry> {
    return this.entries.filter((entry) => entry.sequence > after);
  }

  checkpoints(): Iterable<string> {
    return this.notes;
  }

  close(): void {
    this.#revisions.clear();
  }

  #isTaken(sequence: number, revision: string): boolean {
    return this.#revisions.has(revision) || this.entries.some((entry) => entry.sequence === sequence);
  }
}

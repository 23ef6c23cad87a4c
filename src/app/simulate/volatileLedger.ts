import type { Ledger, LedgerBatch, StoredEntry } from '../ports/ledger.ts';
import { checkBalances } from '../ports/ledger.ts';

/** A ledger that lasts as long as its simulation: it keeps the port's contract but for the power cut. */
export class VolatileLedger implements Ledger {
  readonly entries: StoredEntry[] = [];

  async append({ entries, balances }: LedgerBatch): Promise<'accepted' | 'conflict'> {
    if (entries[0]?.entry.sequence !== this.entries.length + 1) return 'conflict';
    const overspent = checkBalances(balances ?? []);
    if (overspent) throw overspent;
    for (const { entry, body, hash } of entries) this.entries.push({ sequence: entry.sequence, body, hash });
    return 'accepted';
  }

  read(after: number): Iterable<StoredEntry> {
    return this.entries.slice(after);
  }

  checkpoints(): Iterable<string> {
    return [];
  }

  close(): void {
    this.entries.length = 0;
  }
}

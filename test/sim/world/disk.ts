import type { Balance, LedgerBatch, StoredEntry } from '../../../src/app/ports/ledger.ts';

/** What survives a crash: whole batches, never a part of one. */
export class Disk {
  readonly entries: StoredEntry[] = [];
  readonly notes: string[] = [];
  readonly balances = new Map<string, Balance>();

  /** Keeps a batch as a whole, unless its place is taken. */
  write(batch: LedgerBatch): 'accepted' | 'conflict' {
    if (batch.entries[0]?.entry.sequence !== this.entries.length + 1) return 'conflict';
    for (const { entry, body, hash } of batch.entries) this.entries.push({ sequence: entry.sequence, body, hash });
    for (const balance of batch.balances ?? []) this.balances.set(balance.place, balance);
    this.notes.push(batch.checkpoint);
    return 'accepted';
  }
}

import type { SealedEntry } from '../../domain/witness/entry.ts';
import type { Ledger } from '../ports/ledger.ts';
import { readLedger } from './readLedger.ts';

/**
 * What the requests with an idempotency key have led to, so that a retry gets the first answer. Remembers only where the entries of a key stand,
 * because a swarm's life has hundreds of thousands of keys and a retry is rare: then they are read again.
 */
export class AnsweredRequests {
  readonly #ledger: Ledger;
  readonly #places = new Map<string, { readonly first: number; readonly count: number }>();

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
  }

  /** Notes the durable entry `sequence` as one that `key` led to; those of one key follow each other. */
  note(key: string, sequence: number): void {
    const known = this.#places.get(key);
    this.#places.set(key, { first: known?.first ?? sequence, count: (known?.count ?? 0) + 1 });
  }

  /** The entries that `key` led to, in order; undefined when it has led to none. Throws LedgerError. */
  find(key: string): readonly SealedEntry[] | undefined {
    const place = this.#places.get(key);
    if (!place) return undefined;
    const entries: SealedEntry[] = [];
    for (const sealed of readLedger(this.#ledger, place.first - 1)) {
      entries.push(sealed);
      if (entries.length === place.count) break;
    }
    return entries;
  }

  clear(): void {
    this.#places.clear();
  }
}

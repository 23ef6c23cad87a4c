import type { SealedEntry } from '../../domain/witness/entry.ts';

/** Entries that become durable together or not at all, with the checkpoint that covers them. */
export interface LedgerBatch {
  readonly entries: readonly SealedEntry[];
  /** Signed checkpoint over the whole ledger including these entries. */
  readonly checkpoint: string;
}

/** An entry as it was read back: not verified yet. */
export interface StoredEntry {
  readonly sequence: number;
  readonly body: string;
  readonly hash: Uint8Array;
}

/**
 * The append-only log of a swarm. Each entry names its subject and the revision it expects to be; a revision or sequence that is
 * taken already makes the whole batch a conflict. When `append` resolves to `accepted` the batch survives a power cut.
 */
export interface Ledger {
  append(batch: LedgerBatch): Promise<'accepted' | 'conflict'>;
  /** All entries with a sequence above `after`, in order. */
  read(after: number): Iterable<StoredEntry>;
  checkpoints(): Iterable<string>;
  close(): void;
}

/** A fault of the store itself (full disk, no permission, damage); the message says where and what to do next. */
export class LedgerError extends Error {
  readonly code: 'full' | 'read-only' | 'damaged' | 'locked' | 'failed';

  constructor(code: LedgerError['code'], message: string, cause: unknown) {
    super(message, { cause });
    this.name = 'LedgerError';
    this.code = code;
  }
}

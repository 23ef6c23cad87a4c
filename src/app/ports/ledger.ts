import type { SealedEntry } from '../../domain/witness/entry.ts';

/** Entries that become durable together or not at all, with the checkpoint that covers them. */
export interface LedgerBatch {
  readonly entries: readonly SealedEntry[];
  /** Signed checkpoint over the whole ledger including these entries. */
  readonly checkpoint: string;
  /** The balances that these entries have changed, as they are after them. */
  readonly balances?: readonly Balance[];
}

/**
 * What is spent and reserved under one cap, in micro-dollars; without a cap there is no limit. `overrun` is what truth is above the cap: a call billed higher
 * than its reservation, or a cap lowered below what was spent. A ledger that can refuses `spent + reserved > cap + overrun`.
 */
export interface Balance {
  readonly place: string;
  readonly spent: number;
  readonly reserved: number;
  readonly cap: number | null;
  readonly overrun: number;
}

/** An entry as it was read back: not verified yet. */
export interface StoredEntry {
  readonly sequence: number;
  readonly body: string;
  readonly hash: Uint8Array;
}

/**
 * The append-only log of a swarm. Each entry names its subject and the revision it expects to be; a revision or sequence that is
 * taken already makes the whole batch a conflict; a balance beyond its cap rejects it with `overspent`. When `append` resolves to `accepted` the batch survives a power cut.
 */
export interface Ledger {
  append(batch: LedgerBatch): Promise<'accepted' | 'conflict'>;
  /** All entries with a sequence above `after`, in order. */
  read(after: number): Iterable<StoredEntry>;
  checkpoints(): Iterable<string>;
  close(): void;
}

/** `overspent`: a batch would have reserved more than a cap allows, which no decision of a sound coordinator does. */
export type LedgerFault = 'full' | 'read-only' | 'damaged' | 'locked' | 'overspent' | 'failed';

/** A fault of the store itself (full disk, no permission, damage); the message says where and what to do next. */
export class LedgerError extends Error {
  readonly code: LedgerFault;

  constructor(code: LedgerFault, message: string, cause: unknown) {
    super(message, { cause });
    this.name = 'LedgerError';
    this.code = code;
  }
}

/** The first balance that is beyond its cap, as the fault that a ledger rejects its batch with. */
export function checkBalances(balances: readonly Balance[]): LedgerError | undefined {
  const broken = balances.find(({ spent, reserved, cap, overrun }) => cap !== null && spent + reserved > cap + overrun);
  return broken && overspent(broken);
}

/** The fault of a balance beyond its cap. */
export function overspent({ place, spent, reserved, cap }: Balance, cause?: unknown): LedgerError {
  const message = `The ledger refuses to reserve more than the cap of ${place} allows: ${spent} spent and ${reserved} reserved of ${cap ?? 0} micro-dollars. Nothing was recorded; report this as a fault of the coordinator.`;
  return new LedgerError('overspent', message, cause);
}

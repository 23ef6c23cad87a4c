import type { VerifierKey } from './publicKey.ts';

/** What is wrong with the first bad entry, told apart by what an attacker or a broken disk did. */
export type LedgerFault =
  /** The stored hash is not that of the stored entry. */
  | 'altered'
  | 'malformed'
  | 'removed'
  | 'duplicated'
  | 'reordered'
  | 'broken-chain'
  /** A signed checkpoint or an anchor covers entries that are not there. */
  | 'truncated'
  /** No signed checkpoint covers the entry. */
  | 'unsigned'
  /** A signed checkpoint or an anchor says that there was another history. */
  | 'forked'
  | 'malformed-checkpoint'
  | 'unknown-key'
  | 'bad-signature'
  /** The key was changed by somebody who did not hold the one before. */
  | 'bad-rotation'
  /** The second party that was asked for has not seen the entry. */
  | 'not-cosigned';

/** The first entry that nothing can be built upon, counted from 1, and why. */
export interface Bad {
  readonly sequence: number;
  readonly code: LedgerFault;
}

export interface LedgerVerdict {
  readonly ok: boolean;
  /** Entries up to the first one whose hash, shape or place is wrong. */
  readonly entries: number;
  readonly checkpoints: number;
  /** Anchors and cosigned checkpoints that this ledger was compared with, and those that belong to another ledger or key. */
  readonly anchors: { readonly checked: number; readonly foreign: number };
  readonly rotations: number;
  /** The key that signs after the last entry. */
  readonly key: VerifierKey;
  readonly firstBad?: Bad;
}

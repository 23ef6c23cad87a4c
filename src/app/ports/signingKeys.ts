import type { Signer } from '../../domain/witness/checkpoint.ts';

/** The keys that sign a swarm's ledger: the current one, and the next one while a rotation is under way. */
export interface SigningKeys {
  /** The key in use; made at first use. */
  current(): Promise<Signer>;
  /** The prepared key; undefined when no rotation is under way. */
  prepared(): Promise<Signer | undefined>;
  /** The prepared key; made when there is none. */
  prepare(): Promise<Signer>;
  /** Makes the prepared key the current one and forgets the one before. Does nothing when none is prepared. */
  promote(): Promise<void>;
}

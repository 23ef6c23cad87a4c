import type { Signer } from '../../domain/witness/checkpoint.ts';
import { isSameKey, type VerifierKey } from '../../domain/witness/publicKey.ts';
import type { SigningKeys } from '../ports/signingKeys.ts';

/**
 * The signer for a ledger whose last entries are signed by `inForce`. A rotation that was interrupted after its entry became durable
 * is finished here; undefined when neither key is the one in force, so that nothing must be signed.
 */
export async function openKeyInForce(keys: SigningKeys, inForce: VerifierKey): Promise<Signer | undefined> {
  const current = await keys.current();
  if (isSameKey(current, inForce)) return current;
  const prepared = await keys.prepared();
  if (!prepared || !isSameKey(prepared, inForce)) return undefined;
  await keys.promote();
  return prepared;
}

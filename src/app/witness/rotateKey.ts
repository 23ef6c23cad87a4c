import type { Signer } from '../../domain/witness/checkpoint.ts';
import type { Entry } from '../../domain/witness/entry.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { SigningKeys } from '../ports/signingKeys.ts';
import type { Sealer } from './sealer.ts';

export interface KeyRotation {
  readonly ledger: Ledger;
  readonly keys: SigningKeys;
  /** A sealer that signs with the current key and has followed nothing yet. */
  readonly createSealer: (signer: Signer) => Sealer;
  readonly person: string;
  /** ms since epoch */
  readonly now: number;
}

/**
 * Changes the key of a ledger that nobody leads: an entry signed by both keys, under a checkpoint signed by both. A crash at any point
 * leaves either the old key in force or an entry that `openKeyInForce` finishes. Rejects with LedgerError when it could not be written.
 */
export async function rotateKey(
  rotation: KeyRotation,
): Promise<{ readonly next: Signer; readonly checkpoint: string }> {
  const { ledger, keys, person, now } = rotation;
  const sealer = rotation.createSealer(await keys.current());
  for (const { body, hash } of ledger.read(0)) sealer.follow((JSON.parse(body) as Entry).subject, hash);
  const next = await keys.prepare();
  const sealed = sealer.rotate(next, {
    at: now,
    actor: { kind: 'person', name: person },
    cause: { kind: 'request', verb: 'rotateKey' },
    authority: { token: null, epoch: null },
    trace: `witness/${sealer.size + 1}`,
    key: null,
  });
  const checkpoint = sealer.checkpoint();
  if ((await ledger.append({ entries: [sealed], checkpoint })) === 'conflict') {
    throw new Error('Another process wrote to the ledger while its key was changed. Stop the swarm, then try again.');
  }
  await keys.promote();
  return { next, checkpoint };
}

import { dirname, join } from 'node:path';
import { createGitAnchors } from '../../adapters/git/gitAnchors.ts';
import { GitError } from '../../adapters/git/gitError.ts';
import { publicKeyFile, writePublicKey } from '../../adapters/signing/keyFile.ts';
import { nodePrimitives } from '../../adapters/signing/nodePrimitives.ts';
import { verifyWithNode } from '../../adapters/signing/nodeSigner.ts';
import { createSigningKeys } from '../../adapters/signing/signingKeys.ts';
import type { Ledger } from '../../app/ports/ledger.ts';
import type { SigningKeys } from '../../app/ports/signingKeys.ts';
import { anchorLedger } from '../../app/witness/anchorLedger.ts';
import { openKeyInForce } from '../../app/witness/keyInForce.ts';
import type { Log } from '../../base/log.ts';
import { parseCheckpoint, type Signer } from '../../domain/witness/checkpoint.ts';
import { isOwnOrigin } from '../../domain/witness/ledgerOrigin.ts';
import type { VerifierKey } from '../../domain/witness/publicKey.ts';
import type { LedgerVerdict } from '../../domain/witness/verdict.ts';
import { verifyLedger } from '../../domain/witness/verifyLedger.ts';
import type { SecretStore } from '../../protocol/secretStore.ts';

/** Key name of the checkpoints that a swarm signs. */
const keyName = 's2.local';

/** What is written and checked by the tools of this process. */
export const nodeTools = { primitives: nodePrimitives, verify: verifyWithNode };

/** The signing keys in a store of secrets. */
export function keysIn(secrets: SecretStore): SigningKeys {
  return createSigningKeys(secrets, keyName);
}

/** A ledger that does not verify, or that cannot be signed any more, is not led. */
export class UnsoundLedger extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UnsoundLedger';
  }
}

/**
 * A ledger that does not verify, or is older than `anchors` of its own, is not built upon, because what it says may not be what happened: throws
 * UnsoundLedger.
 */
export function requireSound(
  ledger: Ledger,
  key: VerifierKey,
  stateFolder: string,
  anchors: readonly string[] = [],
): LedgerVerdict {
  const stored = { entries: ledger.read(0), checkpoints: ledger.checkpoints(), anchors };
  const verdict = verifyLedger(stored, key, nodeTools, { signatures: 'head' });
  if (!verdict.firstBad) return verdict;
  const { sequence, code } = verdict.firstBad;
  const anchored = Math.max(0, ...anchors.map((note) => parseCheckpoint(note, nodePrimitives)?.head.size ?? 0));
  if (code === 'truncated' && sequence > verdict.entries && anchored > verdict.entries) {
    throw new UnsoundLedger(
      `The ledger in ${stateFolder} has ${verdict.entries} entries and its anchor in git covers ${anchored}: it is an older copy, so work that was done since would be done again. Put the newer one back; to start over, move that folder away. Your branches and commits stay.`,
    );
  }
  throw new UnsoundLedger(
    `The ledger in ${stateFolder} does not verify: entry ${sequence} is ${code}. Look at it with \`s2 witness verify\`; to start over, move that folder away. Your branches and commits stay.`,
  );
}

/** The signer of a ledger that verifies; finishes a rotation that was interrupted. Throws UnsoundLedger. */
export async function openSigner(ledger: Ledger, keys: SigningKeys, stateFolder: string): Promise<Signer> {
  const verdict = requireSound(ledger, await keys.current(), stateFolder, await ownAnchors(ledger, stateFolder));
  const signer = await openKeyInForce(keys, verdict.key);
  if (!signer) {
    throw new UnsoundLedger(
      `The key that signs the ledger in ${stateFolder} is not in its key store. Put it back, or move that folder away to start over; your branches and commits stay.`,
    );
  }
  await writePublicKey(publicKeyFile(join(stateFolder, 'keys')), signer);
  return signer;
}

/** The anchors in git that can only speak of this ledger; one without an id of its own has none of which that is sure. */
async function ownAnchors(ledger: Ledger, stateFolder: string): Promise<readonly string[]> {
  const origin = originOf(ledger.checkpoints());
  if (origin === undefined || !isOwnOrigin(origin)) return [];
  const anchors = await createGitAnchors(dirname(stateFolder)).read();
  return anchors.filter((note) => originOf([note]) === origin);
}

/** The name that a ledger has had from its first checkpoint on: anchors are found by it, whatever the swarm is called now. */
export function originOf(checkpoints: Iterable<string>): string | undefined {
  for (const first of checkpoints) return parseCheckpoint(first, nodePrimitives)?.head.origin;
  return undefined;
}

/** Anchors the ledger when a run ends. A repository that cannot take the note is said and does not spoil the run. */
export async function anchorAtEnd(end: {
  readonly ledger: Ledger;
  readonly stateFolder: string;
  readonly branch: string;
  readonly log: Log;
}): Promise<void> {
  // Nothing was planned yet, so nothing was signed.
  if (end.branch === '') return;
  try {
    await anchorLedger(end.ledger.checkpoints(), createGitAnchors(dirname(end.stateFolder)), end.branch);
  } catch (cause) {
    if (!(cause instanceof GitError)) throw cause;
    end.log.warn(`The ledger could not be anchored in git: ${cause.message} Try \`s2 witness anchor\`.`);
  }
}

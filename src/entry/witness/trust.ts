import { existsSync } from 'node:fs';
import { readPublicKey } from '../../adapters/signing/keyFile.ts';
import { nodePrimitives } from '../../adapters/signing/nodePrimitives.ts';
import { err, ok, type Result } from '../../base/result.ts';
import { parseKey, type VerifierKey } from '../../domain/witness/publicKey.ts';
import type { LeaderProblem } from '../../protocol/swarmLeader.ts';
import type { WitnessSource } from './source.ts';

/** The key to check by, and who says that it is the right one. */
export interface Trust {
  readonly key: VerifierKey;
  readonly from: 'given' | WitnessSource['kind'] | 'proof';
}

/** Reads a key that somebody gave: a file, or the key's text itself. */
export async function givenKey(text: string): Promise<Result<VerifierKey, LeaderProblem>> {
  const key = existsSync(text) ? await readPublicKey(text) : parseKey(text, nodePrimitives);
  if (key) return ok(key);
  return err({
    code: 'no-key',
    message: `${text} is no public key. Name a file with one, or give it as name+hash+base64.`,
  });
}

/** The key to check a source by: the given one, or else the one that came with it. */
export async function trustFor(
  source: Pick<WitnessSource, 'key' | 'kind' | 'file'>,
  given: string | undefined,
): Promise<Result<Trust, LeaderProblem>> {
  if (given !== undefined) {
    const key = await givenKey(given);
    return key.ok ? ok({ key: key.value, from: 'given' }) : key;
  }
  if (source.key) return ok({ key: source.key, from: source.kind });
  return err({ code: 'no-key', message: `No public key comes with ${source.file}. Name one with --key.` });
}

/** What a verdict is worth, for a person. */
export function describeTrust(from: Trust['from']): string {
  switch (from) {
    case 'given':
      return 'by the key that you gave';
    case 'ledger':
      return 'by the key that lies beside the ledger: give the one that you trust with --key to be sure whose it is';
    case 'bundle':
    case 'proof':
      return `by the key inside the ${from}, which proves only that it is consistent with itself: give the key that you trust with --key`;
  }
}

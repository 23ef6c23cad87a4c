import { createNobleVerifier } from '../../adapters/signing/nobleVerifier.ts';
import { nodePrimitives } from '../../adapters/signing/nodePrimitives.ts';
import { openCheckpoint } from '../../domain/witness/checkpoint.ts';
import { evidenceOf } from '../../domain/witness/evidence.ts';
import type { VerifierKey } from '../../domain/witness/publicKey.ts';
import type { LedgerFault, LedgerVerdict } from '../../domain/witness/verdict.ts';
import { verifyLedger, type VerifyOptions } from '../../domain/witness/verifyLedger.ts';
import { nodeTools } from './openWitness.ts';
import type { WitnessSource } from './source.ts';

/** Verifies a ledger by a key; the signature of its head is checked by two implementations that share no code. */
export function verifySource(
  source: Pick<WitnessSource, 'entries' | 'checkpoints' | 'anchors'>,
  key: VerifierKey,
  options: VerifyOptions = {},
): LedgerVerdict {
  const verdict = verifyLedger(source, key, nodeTools, options);
  const head = source.checkpoints.at(-1);
  if (!verdict.ok || head === undefined) return verdict;
  const second = openCheckpoint(head, verdict.key, { primitives: nodePrimitives, verify: createNobleVerifier() });
  return second.ok ? verdict : { ...verdict, ok: false, firstBad: { sequence: verdict.entries, code: second.code } };
}

/** The evidence that entries name, compared with what is kept. */
export interface EvidenceVerdict {
  readonly present: number;
  readonly missing: readonly NamedEvidence[];
  readonly altered: readonly NamedEvidence[];
}

export interface NamedEvidence {
  readonly sha256: string;
  /** The first entry that names it. */
  readonly sequence: number;
}

/** Looks for every piece of evidence that an entry names. */
export async function verifyEvidence(source: Pick<WitnessSource, 'entries' | 'evidence'>): Promise<EvidenceVerdict> {
  const found = { present: [] as NamedEvidence[], missing: [] as NamedEvidence[], altered: [] as NamedEvidence[] };
  for (const [sha256, sequence] of evidenceOf(source.entries.map(({ body }) => body))) {
    found[await source.evidence.check(sha256)].push({ sha256, sequence });
  }
  return { ...found, present: found.present.length };
}

/** A code as a word of a sentence: "entry 7 …". */
export function describeFault(code: LedgerFault): string {
  switch (code) {
    case 'altered':
      return 'was altered: it no longer matches its hash';
    case 'malformed':
      return 'is no entry at all';
    case 'removed':
      return 'was removed';
    case 'duplicated':
      return 'stands there twice';
    case 'reordered':
      return 'stands in the wrong place';
    case 'broken-chain':
      return 'does not follow the one before: that one was rewritten together with its hash';
    case 'truncated':
      return 'is missing, with everything after it: a signed checkpoint covers more than is here';
    case 'unsigned':
      return 'is not covered by any signed checkpoint';
    case 'forked':
      return 'belongs to another history than the one that was signed';
    case 'malformed-checkpoint':
      return 'is followed by a checkpoint that is none';
    case 'unknown-key':
      return 'is not signed by the key that it was checked by';
    case 'bad-signature':
      return 'is followed by a checkpoint whose signature is wrong';
    case 'bad-rotation':
      return 'changes the signing key without the consent of the key before';
    case 'not-cosigned':
      return 'was not seen by the second party that you asked for';
  }
}

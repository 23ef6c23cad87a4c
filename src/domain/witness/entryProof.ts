import { checkSignature, parseCheckpoint, type WitnessTools } from './checkpoint.ts';
import { hashEntryBody } from './entry.ts';
import { inclusionPath, verifyInclusion } from './merkleProof.ts';
import type { WitnessPrimitives } from './primitives.ts';
import { formatKey, parseKey, type VerifierKey } from './publicKey.ts';

/** A proof that an entry is in a ledger, for whoever has the public key and nothing else; JSON as it travels. */
export interface EntryProof {
  readonly format: 's2-witness-proof';
  readonly version: 1;
  /** Place in the ledger, from 1. */
  readonly sequence: number;
  /** The entry, byte for byte as it was hashed. */
  readonly entry: string;
  /** The signed checkpoint that the path leads to. */
  readonly checkpoint: string;
  /** Sibling hashes of RFC 6962 §2.1.1 from the leaf up, base64. */
  readonly path: readonly string[];
  /** The key that signed the checkpoint, a convenience. */
  readonly key: string;
}

/** Proves the entry at `sequence` against a checkpoint; `leaves` are the hashes of all entries. Undefined when the checkpoint does not cover it. */
export function proveEntry(
  ledger: { readonly bodies: readonly string[]; readonly leaves: readonly Uint8Array[] },
  asked: { readonly sequence: number; readonly checkpoint: string; readonly key: VerifierKey },
  primitives: WitnessPrimitives,
): EntryProof | undefined {
  const { sequence, checkpoint } = asked;
  const size = parseCheckpoint(checkpoint, primitives)?.head.size ?? 0;
  const entry = ledger.bodies[sequence - 1];
  if (entry === undefined || sequence > size || size > ledger.leaves.length) return undefined;
  const path = inclusionPath(ledger.leaves.slice(0, size), sequence - 1, primitives);
  return {
    format: 's2-witness-proof',
    version: 1,
    sequence,
    entry,
    checkpoint,
    path: path.map((hash) => primitives.toBase64(hash)),
    key: formatKey(asked.key, primitives),
  };
}

/** Why a proof proves nothing: it is no proof, its checkpoint is not signed by the trusted key, or the path does not lead to its root. */
export type ProofFault = 'malformed-proof' | 'malformed-checkpoint' | 'unknown-key' | 'bad-signature' | 'forged-proof';

export type ProofVerdict =
  | { readonly ok: true; readonly sequence: number; readonly size: number; readonly entry: string }
  | { readonly ok: false; readonly code: ProofFault };

/** Checks a proof by a public key, offline. `value` is whatever was parsed from its JSON. */
export function verifyEntryProof(value: unknown, key: VerifierKey, tools: WitnessTools): ProofVerdict {
  const { primitives } = tools;
  const proof = readProof(value);
  const path = proof?.path.map((text) => primitives.fromBase64(text));
  if (!proof || !path) return { ok: false, code: 'malformed-proof' };
  const checkpoint = parseCheckpoint(proof.checkpoint, primitives);
  if (!checkpoint) return { ok: false, code: 'malformed-checkpoint' };
  const spoiled = checkSignature(checkpoint, key, tools);
  if (spoiled) return { ok: false, code: spoiled };
  const { sequence, entry } = proof;
  const claim = {
    leaf: hashEntryBody(entry, primitives),
    index: sequence - 1,
    tree: checkpoint.head,
    path: path.flatMap((hash) => hash ?? []),
  };
  const holds = claim.path.length === path.length && verifyInclusion(claim, primitives);
  return holds ? { ok: true, sequence, size: checkpoint.head.size, entry } : { ok: false, code: 'forged-proof' };
}

/** The key that a proof names, for want of a trusted one. */
export function keyInProof(value: unknown, primitives: WitnessPrimitives): VerifierKey | undefined {
  const proof = readProof(value);
  return proof && parseKey(proof.key, primitives);
}

function readProof(value: unknown): EntryProof | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const proof = value as Partial<Record<keyof EntryProof, unknown>>;
  if (proof.format !== 's2-witness-proof' || proof.version !== 1) return undefined;
  if (typeof proof.entry !== 'string' || typeof proof.checkpoint !== 'string') return undefined;
  const { path } = proof;
  // 64 siblings would be a tree of 2⁶⁴ entries.
  if (!Array.isArray(path) || path.length > 64 || !path.every((hash) => typeof hash === 'string')) return undefined;
  return typeof proof.sequence === 'number' && typeof proof.key === 'string' ? (proof as EntryProof) : undefined;
}

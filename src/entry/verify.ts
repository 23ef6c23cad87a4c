import { createNobleVerifier } from '../adapters/signing/nobleVerifier.ts';
import { portablePrimitives } from '../adapters/signing/portablePrimitives.ts';
import { readBundle } from '../domain/witness/bundle.ts';
import type { WitnessTools } from '../domain/witness/checkpoint.ts';
import { verifyEntryProof, type ProofVerdict } from '../domain/witness/entryProof.ts';
import { formatKey, parseKey } from '../domain/witness/publicKey.ts';
import type { LedgerVerdict } from '../domain/witness/verdict.ts';
import { verifyLedger } from '../domain/witness/verifyLedger.ts';

/** A verdict as JSON has it; `trusted` says whose word it rests on. */
export type PortableVerdict =
  | (Omit<LedgerVerdict, 'key'> & {
      readonly key: string;
      readonly trusted: { readonly key: string; readonly from: 'given' | 'bundle' };
    })
  | {
      readonly ok: false;
      readonly error: 'malformed-bundle' | 'no-key';
      readonly line?: number;
      readonly message: string;
    };

/**
 * Verifies the text of an exported bundle by a public key (`name+hash+base64`), with nothing from outside: no Node, no network. Without
 * a key it takes the one in the bundle, and says so: then the bundle is only consistent with itself.
 */
export function verifyBundle(text: string, key?: string): PortableVerdict {
  const tools = portableTools();
  const read = readBundle(text, tools.primitives);
  if (!read.ok) return { ok: false, error: 'malformed-bundle', line: read.line, message: read.message };
  const trusted = key === undefined ? read.bundle.keys.at(-1) : parseKey(key.trim(), tools.primitives);
  if (!trusted) return { ok: false, error: 'no-key', message: 'There is no usable public key.' };
  const verdict = verifyLedger(read.bundle, trusted, tools);
  const from = key === undefined ? 'bundle' : 'given';
  const names = { key: formatKey(verdict.key, tools.primitives), trusted: formatKey(trusted, tools.primitives) };
  return { ...verdict, key: names.key, trusted: { key: names.trusted, from } };
}

/** Verifies one inclusion proof, as `s2 witness prove` prints it, by a public key. */
export function verifyProof(json: string, key: string): ProofVerdict {
  const tools = portableTools();
  const trusted = parseKey(key.trim(), tools.primitives);
  if (!trusted) return { ok: false, code: 'unknown-key' };
  try {
    return verifyEntryProof(JSON.parse(json), trusted, tools);
  } catch (cause) {
    if (cause instanceof SyntaxError) return { ok: false, code: 'malformed-proof' };
    throw cause;
  }
}

function portableTools(): WitnessTools {
  return { primitives: portablePrimitives, verify: createNobleVerifier() };
}

import { Point } from '@noble/ed25519';
import { toHex } from '../../domain/witness/primitives.ts';

/**
 * Whether bytes are a public key that only somebody with its private key can sign under: a canonical encoding (y < p) of a point of
 * the prime-order subgroup. OpenSSL takes keys of mixed order, of which it depends on the message whether others agree, and some versions
 * take keys of small order, under which one signature fits every message, and encodings with y ≥ p.
 */
export function createStrictKey(): (publicKey: Uint8Array) => boolean {
  // The check costs as much as a signature, and a ledger has one key or a few.
  const known = new Map<string, boolean>();
  return (publicKey) => {
    const name = toHex(publicKey);
    const answer = known.get(name) ?? isPrimeOrderPoint(publicKey);
    if (known.size < 64) known.set(name, answer);
    return answer;
  };
}

/** Whether bytes are the canonical encoding of a point of the prime-order subgroup other than its neutral element. */
export function isPrimeOrderPoint(bytes: Uint8Array): boolean {
  if (bytes.length !== 32) return false;
  try {
    const point = Point.fromBytes(new Uint8Array(bytes));
    return !point.is0() && point.isTorsionFree();
  } catch (cause) {
    // The library's way of saying that the bytes are no point.
    if (cause instanceof Error) return false;
    throw cause;
  }
}

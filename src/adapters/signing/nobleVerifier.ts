import { hashes, verify } from '@noble/ed25519';
import { sha512 } from '@noble/hashes/sha2.js';
import type { VerifySignature } from '../../domain/witness/checkpoint.ts';
import { createStrictKey, isPrimeOrderPoint } from './strictKey.ts';

/**
 * Checks Ed25519 signatures by an implementation that shares no code with Node's and runs in a browser: RFC 8032, not ZIP 215. The
 * library checks the equation times the cofactor; taking only prime-order R makes that the same as OpenSSL's stricter one. About 2 ms each.
 */
export function createNobleVerifier(): VerifySignature {
  hashes.sha512 = (message) => sha512(message);
  const isStrictKey = createStrictKey();
  return (signature, message, publicKey) =>
    signature.length === 64 &&
    isStrictKey(publicKey) &&
    isAcceptableR(signature) &&
    verify(new Uint8Array(signature), new Uint8Array(message), new Uint8Array(publicKey), { zip215: false });
}

/** R may be the neutral element (a signer whose nonce was zero), which OpenSSL takes too. */
function isAcceptableR(signature: Uint8Array): boolean {
  const r = signature.subarray(0, 32);
  return isNeutral(r) || isPrimeOrderPoint(r);
}

function isNeutral(bytes: Uint8Array): boolean {
  return bytes[0] === 1 && bytes.subarray(1).every((byte) => byte === 0);
}

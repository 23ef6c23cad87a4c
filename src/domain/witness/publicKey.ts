import { concatBytes, equalBytes, fromHex, toHex, type WitnessPrimitives } from './primitives.ts';

/** A key that signatures are checked against. */
export interface VerifierKey {
  /** Key name of the signed note: no space, no `+`. */
  readonly name: string;
  /** Raw Ed25519 public key, 32 bytes. */
  readonly publicKey: Uint8Array;
}

/** Signature types of C2SP signed-note: a log's own signature, and a cosignature with its time (C2SP tlog-cosignature). */
export const signatureTypes = { log: 0x01, cosignature: 0x04 } as const;
export type SignatureType = (typeof signatureTypes)[keyof typeof signatureTypes];

/** The first four bytes of SHA-256(name ‖ 0x0A ‖ type ‖ key), by which a signed note names an Ed25519 key (C2SP signed-note). */
export function keyHash(
  key: VerifierKey,
  primitives: WitnessPrimitives,
  type: SignatureType = signatureTypes.log,
): Uint8Array {
  return primitives
    .sha256(concatBytes(primitives.utf8(key.name), Uint8Array.of(0x0a, type), key.publicKey))
    .slice(0, 4);
}

/** A key as text, a C2SP signed-note verifier key: `name+hash+base64(type ‖ key)`. */
export function formatKey(key: VerifierKey, primitives: WitnessPrimitives): string {
  const hash = toHex(keyHash(key, primitives));
  return `${key.name}+${hash}+${primitives.toBase64(concatBytes(Uint8Array.of(signatureTypes.log), key.publicKey))}`;
}

/** Reads a key from text; undefined when it is none or does not match its own hash. The older form `name+base64(key)` is read too. */
export function parseKey(text: string, primitives: WitnessPrimitives): VerifierKey | undefined {
  const parts = /^(?<name>[^\s+]{1,200})\+(?:(?<hash>[0-9a-f]{8})\+)?(?<data>[A-Za-z0-9+/]{43,44}=?)$/u.exec(
    text,
  )?.groups;
  const data = parts?.['data'] === undefined ? undefined : primitives.fromBase64(parts['data']);
  if (!parts || !data) return undefined;
  const name = parts['name'] ?? '';
  if (parts['hash'] === undefined) return data.length === 32 ? { name, publicKey: data } : undefined;
  if (data.length !== 33 || data[0] !== signatureTypes.log) return undefined;
  const key = { name, publicKey: data.slice(1) };
  return equalBytes(keyHash(key, primitives), fromHex(parts['hash']) ?? data) ? key : undefined;
}

export function isSameKey(a: VerifierKey, b: VerifierKey): boolean {
  return a.name === b.name && equalBytes(a.publicKey, b.publicKey);
}

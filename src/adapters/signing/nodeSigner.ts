import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify, type KeyObject } from 'node:crypto';
import type { Signer, VerifySignature } from '../../domain/witness/checkpoint.ts';

/** DER prefix of an Ed25519 SubjectPublicKeyInfo (RFC 8410); the 32 raw bytes follow it. */
const spkiPrefix = Buffer.from('302a300506032b6570032100', 'hex');

/** A new Ed25519 private key, PEM (PKCS #8). */
export function generateSigningKey(): string {
  return generateKeyPairSync('ed25519', {
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'der' },
  }).privateKey;
}

/** Signs with an Ed25519 private key given as PEM; throws when the text is not such a key. */
export function createNodeSigner(name: string, pem: string): Signer {
  const key = createPrivateKey(pem);
  if (key.asymmetricKeyType !== 'ed25519') throw new TypeError('the signing key is not an Ed25519 key');
  return { name, publicKey: rawPublicKey(createPublicKey(key)), sign: (message) => sign(null, message, key) };
}

/** Checks an Ed25519 signature (RFC 8032) with Node's own crypto. */
export const verifyWithNode: VerifySignature = (signature, message, publicKey) => {
  if (signature.length !== 64 || publicKey.length !== 32) return false;
  return verify(null, message, keyObjectOf(publicKey), signature);
};

/** A ledger has thousands of checkpoints under one key, and reading a key costs as much as checking a signature. */
const keyObjects = new WeakMap<Uint8Array, { readonly bytes: Uint8Array; readonly key: KeyObject }>();

function keyObjectOf(publicKey: Uint8Array): KeyObject {
  const known = keyObjects.get(publicKey);
  // The bytes of an array may change under the same name.
  if (known && Buffer.compare(known.bytes, publicKey) === 0) return known.key;
  const key = createPublicKey({ key: Buffer.concat([spkiPrefix, publicKey]), format: 'der', type: 'spki' });
  keyObjects.set(publicKey, { bytes: Uint8Array.from(publicKey), key });
  return key;
}

function rawPublicKey(key: KeyObject): Uint8Array {
  return new Uint8Array(key.export({ type: 'spki', format: 'der' }).subarray(spkiPrefix.length));
}

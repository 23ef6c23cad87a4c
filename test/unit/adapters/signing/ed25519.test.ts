import assert from 'node:assert/strict';
import { createPublicKey, hash, verify as opensslVerify } from 'node:crypto';
import { test } from 'node:test';
import { Point, verify as verifyByNobleAlone } from '@noble/ed25519';
import { createNobleVerifier } from '../../../../src/adapters/signing/nobleVerifier.ts';
import { createNodeSigner, generateSigningKey, verifyWithNode } from '../../../../src/adapters/signing/nodeSigner.ts';

const verifyWithNoble = createNobleVerifier();
const verifiers = { node: verifyWithNode, noble: verifyWithNoble };

/** Both verifiers must say the same about a signature, and it must be this. */
function check(name: string, signed: Signed, valid: boolean): void {
  for (const [who, verify] of Object.entries(verifiers)) {
    test(`${who}: ${name} is ${valid ? 'valid' : 'invalid'}`, () => {
      assert.equal(verify(signed.signature, signed.message, signed.key), valid);
    });
  }
}

interface Signed {
  readonly key: Uint8Array;
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
}

const bytes = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, 'hex'));

// RFC 8032 §7.1: TEST 1, TEST 2, TEST 3 and TEST SHA(abc).
for (const [name, key, message, signature] of [
  [
    'TEST 1',
    'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
    '',
    'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
  ],
  [
    'TEST 2',
    '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
    '72',
    '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
  ],
  [
    'TEST 3',
    'fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025',
    'af82',
    '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a',
  ],
  [
    'TEST SHA(abc)',
    'ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf',
    'ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f',
    'dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704',
  ],
] as const) {
  check(`RFC 8032 ${name}`, { key: bytes(key), message: bytes(message), signature: bytes(signature) }, true);
}

// The kinds of trouble that the Wycheproof vectors for Ed25519 are about, made from a good signature.
const signer = createNodeSigner('test', generateSigningKey());
const message = new TextEncoder().encode('a checkpoint');
const good: Signed = { key: signer.publicKey, message, signature: new Uint8Array(signer.sign(message)) };
const [r, s] = [good.signature.slice(0, 32), good.signature.slice(32)];
const order = Point.CURVE().n;
const prime = Point.CURVE().p;

const joined = (first: Uint8Array, second: Uint8Array): Uint8Array => new Uint8Array([...first, ...second]);
const toNumber = (littleEndian: Uint8Array): bigint =>
  littleEndian.reduceRight((value, byte) => value * 256n + BigInt(byte), 0n);
const fromNumber = (value: bigint, length = 32): Uint8Array =>
  Uint8Array.from({ length }, (_, at) => Number((value >> BigInt(8 * at)) & 255n));

check('a good signature', good, true);
check('another message', { ...good, message: new Uint8Array([...message, 0]) }, false);
for (const [name, signature] of [
  ['an empty signature', new Uint8Array()],
  ['a signature without its last byte', good.signature.slice(0, 63)],
  ['a signature with one byte more', joined(good.signature, Uint8Array.of(0))],
  ['a signature twice', joined(good.signature, good.signature)],
  ['R alone', r],
  ['a signature of zeros', new Uint8Array(64)],
  ['a signature of 0xff', new Uint8Array(64).fill(255)],
  ['R and S exchanged', joined(s, r)],
  ['S + L, which fits the equation', joined(r, fromNumber(toNumber(s) + order))],
  ['S + 2 L', joined(r, fromNumber(toNumber(s) + 2n * order))],
  ['S = L', joined(r, fromNumber(order))],
  ['S − 1', joined(r, fromNumber(toNumber(s) - 1n))],
  ['−S', joined(r, fromNumber(order - toNumber(s)))],
  ['S = 0', joined(r, new Uint8Array(32))],
  ['S with its highest bit set', joined(r, s.with(31, (s[31] ?? 0) | 128))],
  ['R with its sign changed', joined(r.with(31, (r[31] ?? 0) ^ 128), s)],
  ['R = p, another spelling of y = 0', joined(fromNumber(prime), s)],
  ['R that is no point', joined(fromNumber(2n), s)],
] as const) {
  check(name, { ...good, signature }, false);
}
for (const [name, key] of [
  ['an empty key', new Uint8Array()],
  ['a key without its last byte', good.key.slice(0, 31)],
  ['a key with one byte more', joined(good.key, Uint8Array.of(0))],
  ['a key of zeros', new Uint8Array(32)],
  ['a key of 0xff', new Uint8Array(32).fill(255)],
  ['a key with its sign changed', good.key.with(31, (good.key[31] ?? 0) ^ 128)],
  ['a key that is no point', fromNumber(2n)],
] as const) {
  check(name, { ...good, key }, false);
}

// A point T of order 8, and with it every small-order point; under such a key one signature fits many messages.
const eighth = pointOfOrderEight();
const neutral = fromNumber(1n);
for (let times = 0; times < 8; times += 1) {
  const point = times === 0 ? Point.ZERO : eighth.multiplyUnsafe(BigInt(times));
  const key = point.toBytes();
  check(`a key of small order (${times} T)`, { key, message, signature: joined(neutral, new Uint8Array(32)) }, false);
}
for (const [name, key] of [
  ['y = p, another spelling of 0', fromNumber(prime)],
  ['y = p + 1, another spelling of 1', fromNumber(prime + 1n)],
  ['y = 1 with the sign of x = 0', neutral.with(31, 128)],
] as const) {
  check(
    `a key that is not canonical (${name})`,
    { key, message, signature: joined(neutral, new Uint8Array(32)) },
    false,
  );
}

/** Signs with the scalar a and the nonce r under whatever key and R it is told to name: what a dishonest holder of a key can make. */
function craft(a: bigint, r: bigint, named: { readonly key: Point; readonly r: Point }, text: Uint8Array): Signed {
  const [key, nonce] = [named.key.toBytes(), named.r.toBytes()];
  const k = toNumber(new Uint8Array(hash('sha512', Buffer.concat([nonce, key, text]), 'buffer'))) % order;
  return { key, message: text, signature: joined(nonce, fromNumber((r + k * a) % order)) };
}

const [a, nonce] = [123_456_789n, 987_654_321n];
const [honestKey, honestR] = [Point.BASE.multiply(a), Point.BASE.multiply(nonce)];
check('a crafted signature without a trick', craft(a, nonce, { key: honestKey, r: honestR }, message), true);

for (let times = 1; times < 8; times += 1) {
  const torsion = eighth.multiplyUnsafe(BigInt(times));
  const mixedR = craft(a, nonce, { key: honestKey, r: honestR.add(torsion) }, message);
  check(`R of mixed order (R + ${times} T), which fits the equation times eight`, mixedR, false);
  // Whether it fits the plain equation depends on the message, which the crafter chooses.
  const texts = Array.from({ length: 64 }, (_, at) => Uint8Array.of(at));
  const named = { key: honestKey.add(torsion), r: honestR };
  const fitting = texts.map((text) => craft(a, nonce, named, text)).find((signed) => verifyByOpensslAlone(signed));
  test(`OpenSSL alone takes a key of mixed order (A + ${times} T), so ours must look at the key first`, () => {
    assert.ok(fitting);
  });
  if (fitting) check(`a key of mixed order (A + ${times} T)`, fitting, false);
}

test('noble alone takes R of mixed order, so ours must look at R first', () => {
  const { signature, key } = craft(a, nonce, { key: honestKey, r: honestR.add(eighth) }, message);
  assert.equal(verifyByNobleAlone(signature, message, key, { zip215: false }), true);
});

function verifyByOpensslAlone({ key, message: text, signature }: Signed): boolean {
  const spki = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), key]);
  return opensslVerify(null, text, createPublicKey({ key: spki, format: 'der', type: 'spki' }), signature);
}

test('both agree on every flipped bit of a signature and of a key', () => {
  for (let bit = 0; bit < 512; bit += 5) {
    const signature = good.signature.map((byte, at) => (at === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
    assert.equal(verifyWithNode(signature, message, good.key), false, `bit ${bit} of the signature, node`);
    assert.equal(verifyWithNoble(signature, message, good.key), false, `bit ${bit} of the signature, noble`);
  }
  for (let bit = 0; bit < 256; bit += 9) {
    const key = good.key.map((byte, at) => (at === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
    assert.equal(verifyWithNode(good.signature, message, key), false, `bit ${bit} of the key, node`);
    assert.equal(verifyWithNoble(good.signature, message, key), false, `bit ${bit} of the key, noble`);
  }
});

/** L times any point leaves only its part of small order; some point's part has order 8. */
function pointOfOrderEight(): Point {
  for (let y = 3n; ; y += 1n) {
    const point = pointAt(y);
    const part = point?.multiplyUnsafe(order - 1n).add(point);
    if (part && !part.multiplyUnsafe(4n).is0()) return part;
  }
}

function pointAt(y: bigint): Point | undefined {
  try {
    return Point.fromBytes(fromNumber(y));
  } catch (cause) {
    if (cause instanceof Error) return undefined;
    throw cause;
  }
}

import assert from 'node:assert/strict';
import { generateKeyPairSync, sign } from 'node:crypto';
import { test } from 'node:test';
import { loadStations, readSigned } from '../src/data/loadStations.mjs';

test('the shipped stations carry a good signature', () => {
  assert.ok(loadStations().length >= 3);
});

test('one changed byte is noticed', () => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const bytes = Buffer.from('pier "Pier" 1\n  M2 1 2\n');
  const signature = sign(null, bytes, privateKey);
  assert.equal(readSigned(bytes, signature, publicKey).length, 1);
  bytes[6] ^= 1;
  assert.throws(() => readSigned(bytes, signature, publicKey), /not what was signed/);
});

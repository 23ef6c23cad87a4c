import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nodePrimitives } from '../../../../src/adapters/signing/nodePrimitives.ts';
import { portablePrimitives } from '../../../../src/adapters/signing/portablePrimitives.ts';
import { concatBytes, fromHex, toHex } from '../../../../src/domain/witness/primitives.ts';
import { formatKey, keyHash, parseKey, signatureTypes } from '../../../../src/domain/witness/publicKey.ts';

const both = { node: nodePrimitives, portable: portablePrimitives };
const key = { name: 'log.example/a', publicKey: Uint8Array.from({ length: 32 }, (_, at) => at) };
const text = formatKey(key, nodePrimitives);

/** A key's text with this type byte, under a hash that is right for it. */
function withType(type: number): string {
  const data = concatBytes(Uint8Array.of(type), key.publicKey);
  return `${key.name}+${toHex(keyHash(key, nodePrimitives, signatureTypes.log))}+${nodePrimitives.toBase64(data)}`;
}

for (const [who, primitives] of Object.entries(both)) {
  test(`${who}: a key is read back from its text, new form and old`, () => {
    for (const form of [text, `${key.name}+${nodePrimitives.toBase64(key.publicKey)}`]) {
      const read = parseKey(form, primitives);
      assert.equal(read?.name, key.name);
      assert.deepEqual(new Uint8Array(read.publicKey), key.publicKey);
    }
    assert.equal(formatKey(key, primitives), text);
  });

  for (const [name, bad] of [
    ['nothing', ''],
    ['a name alone', key.name],
    ['a key with a wrong hash', text.replace(/\+[0-9a-f]{8}\+/, '+00000000+')],
    ['a key under another name', text.replace('log.example/a', 'log.example/b')],
    ['a key of another type', withType(signatureTypes.cosignature)],
    ['a key that is too short', `${key.name}+${nodePrimitives.toBase64(key.publicKey.slice(1))}`],
    ['a name with a space', text.replace('/', ' ')],
    ['two lines', `${text}\n${text}`],
  ] as const) {
    test(`${who}: ${name} is no key`, () => assert.equal(parseKey(bad, primitives), undefined));
  }

  test(`${who}: base64 has one spelling`, () => {
    assert.deepEqual(new Uint8Array(primitives.fromBase64('AQI=') ?? []), Uint8Array.of(1, 2));
    assert.deepEqual(new Uint8Array(primitives.fromBase64('') ?? [0]), new Uint8Array());
    for (const other of ['AQJ=', 'AQK=', 'AQI', 'AQI==', 'AQ I=', 'AQI=\n', 'AQI=AQI=', '-_==', 'A', '====', '!']) {
      assert.equal(primitives.fromBase64(other), undefined, other);
    }
  });

  test(`${who}: a text hashes as its UTF-8 bytes, a lone surrogate as U+FFFD`, () => {
    for (const input of ['', 'abc', 'ä€😀', '\u0000x', '\ud800']) {
      const bytes = new TextEncoder().encode(input);
      assert.equal(toHex(primitives.sha256(input)), toHex(nodePrimitives.sha256(bytes)), JSON.stringify(input));
    }
    assert.equal(toHex(primitives.sha256('abc')), 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });
}

test('hex is lower case and even', () => {
  assert.deepEqual(fromHex('00ff'), Uint8Array.of(0, 255));
  for (const bad of ['0', '0F', 'xx', '00 ']) assert.equal(fromHex(bad), undefined, bad);
});

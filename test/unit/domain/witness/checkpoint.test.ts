import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createNobleVerifier } from '../../../../src/adapters/signing/nobleVerifier.ts';
import { nodePrimitives } from '../../../../src/adapters/signing/nodePrimitives.ts';
import { createNodeSigner, generateSigningKey, verifyWithNode } from '../../../../src/adapters/signing/nodeSigner.ts';
import { openCheckpoint, signCheckpoint, type TreeHead } from '../../../../src/domain/witness/checkpoint.ts';

const signer = createNodeSigner('s2.local', generateSigningKey());
const head: TreeHead = { origin: 's2.local/phase-zero', size: 7, root: nodePrimitives.sha256(Buffer.from('root')) };
const note = signCheckpoint(head, signer, nodePrimitives);
const verifiers = { node: verifyWithNode, noble: createNobleVerifier() };

for (const [name, verify] of Object.entries(verifiers)) {
  const tools = { primitives: nodePrimitives, verify };
  const check = (what: string, text: string, code: string): void => {
    test(`${name}: a checkpoint that is ${what} is ${code}`, () => {
      assert.deepEqual(openCheckpoint(text, signer, tools), { ok: false, code });
    });
  };

  test(`${name}: a signed checkpoint opens to what was signed`, () => {
    const opened = openCheckpoint(note, signer, tools);
    assert.ok(opened.ok);
    assert.deepEqual(
      { ...opened.head, root: Buffer.from(opened.head.root) },
      { ...head, root: Buffer.from(head.root) },
    );
  });
  check('altered in its size', note.replace('\n7\n', '\n8\n'), 'bad-signature');
  check(
    'signed by somebody else',
    signCheckpoint(head, createNodeSigner('s2.local', generateSigningKey()), nodePrimitives),
    'unknown-key',
  );
  check('signed under another name', signCheckpoint(head, { ...signer, name: 'other' }, nodePrimitives), 'unknown-key');
  check('without a signature', note.split('\n').slice(0, 3).join('\n'), 'malformed-checkpoint');
  check('given a size with a leading zero', note.replace('\n7\n', '\n07\n'), 'malformed-checkpoint');
  check('empty', '', 'malformed-checkpoint');
}

test('a checkpoint has the lines of tlog-checkpoint', () => {
  const lines = note.split('\n');
  assert.deepEqual(lines.slice(0, 2), ['s2.local/phase-zero', '7']);
  assert.equal(Buffer.from(lines[2] ?? '', 'base64').length, 32);
  assert.equal(lines[3], '');
  assert.match(lines[4] ?? '', /^— s2\.local [A-Za-z0-9+/]{91}=$/);
});

// RFC 8032 §7.1, TEST 2 and TEST 3: public key, message, signature.
const vectors = [
  [
    '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
    '72',
    '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
  ],
  [
    'fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025',
    'af82',
    '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a',
  ],
] as const;

for (const [key, message, signature] of vectors) {
  for (const [name, verify] of Object.entries(verifiers)) {
    test(`${name} agrees with RFC 8032 on the signature of ${message}`, () => {
      const bytes = [signature, message, key].map((hex) => new Uint8Array(Buffer.from(hex, 'hex')));
      const [sig = new Uint8Array(), text = new Uint8Array(), pub = new Uint8Array()] = bytes;
      assert.equal(verify(sig, text, pub), true);
      assert.equal(
        verify(
          sig.map((byte, at) => (at === 40 ? byte ^ 1 : byte)),
          text,
          pub,
        ),
        false,
      );
      assert.equal(verify(sig.slice(1), text, pub), false);
    });
  }
}

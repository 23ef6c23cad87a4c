import assert from 'node:assert/strict';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { createFileSecrets } from '../../../../src/adapters/signing/fileSecrets.ts';
import { ledgerName, readPublicKey, writePublicKey } from '../../../../src/adapters/signing/keyFile.ts';
import { createSigningKeys } from '../../../../src/adapters/signing/signingKeys.ts';
import { openKeyInForce } from '../../../../src/app/witness/keyInForce.ts';
import { toHex } from '../../../../src/domain/witness/primitives.ts';
import { memorySecrets } from '../../../support/memorySecrets.ts';
import { newSigner } from '../../../support/witnessLedger.ts';
import { tempFolder } from '../../../support/tempFolder.ts';

for (const [name, open] of [
  ['files', () => createFileSecrets(join(tempFolder(), 'keys'))],
  ['a secret storage', memorySecrets],
] as const) {
  test(`${name}: the key is made once, however many ask at once`, async () => {
    const secrets = open();
    const signers = await Promise.all(Array.from({ length: 8 }, () => createSigningKeys(secrets, 'k').current()));
    assert.equal(new Set(signers.map((signer) => toHex(signer.publicKey))).size, 1);
  });

  test(`${name}: a prepared key takes the place of the current one, which is forgotten`, async () => {
    const secrets = open();
    const keys = createSigningKeys(secrets, 'k');
    const before = await keys.current();
    assert.equal(await keys.prepared(), undefined);
    await keys.promote();
    assert.deepEqual((await keys.current()).publicKey, before.publicKey, 'nothing prepared, nothing changed');
    const next = await keys.prepare();
    assert.deepEqual((await keys.prepare()).publicKey, next.publicKey, 'preparing again gives the same key');
    await keys.promote();
    assert.deepEqual((await keys.current()).publicKey, next.publicKey);
    assert.equal(await keys.prepared(), undefined);
  });

  test(`${name}: a rotation that was interrupted after its entry is finished, one before it is not`, async () => {
    const keys = createSigningKeys(open(), 'k');
    const [before, next] = [await keys.current(), await keys.prepare()];
    assert.deepEqual((await openKeyInForce(keys, before))?.publicKey, before.publicKey);
    assert.deepEqual((await openKeyInForce(keys, next))?.publicKey, next.publicKey);
    assert.deepEqual((await keys.current()).publicKey, next.publicKey);
    assert.equal(await openKeyInForce(keys, before), undefined, 'a key that is gone signs nothing');
  });
}

test('key files can be read by their owner only, and no draft is left', async () => {
  const folder = join(tempFolder(), 'keys');
  const keys = createSigningKeys(createFileSecrets(folder), 'k');
  await keys.current();
  await keys.prepare();
  await keys.promote();
  assert.deepEqual(readdirSync(folder), ['witness.pem']);
  assert.equal(statSync(join(folder, 'witness.pem')).mode & 0o777, 0o600);
  assert.equal(statSync(folder).mode & 0o777, 0o700);
});

test('a public key file is read back, and what is none is none', async () => {
  const file = join(tempFolder(), 'witness.pub');
  assert.equal(await readPublicKey(file), undefined);
  const signer = newSigner('log.example/a');
  await writePublicKey(file, signer);
  const read = await readPublicKey(file);
  assert.equal(read?.name, 'log.example/a');
  assert.deepEqual(new Uint8Array(read.publicKey), new Uint8Array(signer.publicKey));
});

test('a ledger keeps its name, and every folder has another', async () => {
  const [one, other] = [tempFolder(), tempFolder()];
  assert.equal(await ledgerName(one), await ledgerName(one));
  assert.notEqual(await ledgerName(one), await ledgerName(other));
});

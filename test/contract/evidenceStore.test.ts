import assert from 'node:assert/strict';
import { chmodSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { createFileEvidenceStore } from '../../src/adapters/evidence/fileEvidenceStore.ts';
import { tempFolder } from '../support/tempFolder.ts';

const bytes = new TextEncoder().encode('what the command printed\n');
const sha256 = 'f'.repeat(64);

test('keeps the same bytes once and gives them back', async () => {
  const folder = tempFolder();
  const store = createFileEvidenceStore(folder);
  const [first, second] = await Promise.all([store.put('output', bytes), store.put('verify', bytes)]);
  assert.deepEqual([first.kind, second.kind, first.bytes], ['output', 'verify', bytes.length]);
  assert.equal(first.sha256, second.sha256);
  assert.deepEqual(new Uint8Array((await store.get(first.sha256)) ?? []), bytes);
  assert.deepEqual(readdirSync(join(folder, first.sha256.slice(0, 2))), [first.sha256]);
});

test('does not give out what was changed, and mends it when it is put again', async () => {
  const folder = tempFolder();
  const store = createFileEvidenceStore(folder);
  const ref = await store.put('output', bytes);
  const path = join(folder, ref.sha256.slice(0, 2), ref.sha256);
  chmodSync(path, 0o600);
  writeFileSync(path, 'forged');
  assert.equal(await store.get(ref.sha256), undefined);
  await store.put('output', bytes);
  assert.deepEqual(new Uint8Array((await store.get(ref.sha256)) ?? []), bytes);
});

test('has nothing for a name that is no hash, wherever it leads', async () => {
  const folder = tempFolder();
  writeFileSync(join(folder, 'secret'), 'secret');
  const store = createFileEvidenceStore(join(folder, 'evidence'));
  for (const name of [sha256, '', '../secret', '..', '/etc/passwd', sha256.toUpperCase(), `${sha256}\n`]) {
    assert.equal(await store.get(name), undefined, name);
  }
});

test('tells what is missing from what was altered', async () => {
  const folder = tempFolder();
  const store = createFileEvidenceStore(folder);
  const ref = await store.put('output', bytes);
  assert.equal(await store.check(ref.sha256), 'present');
  const path = join(folder, ref.sha256.slice(0, 2), ref.sha256);
  chmodSync(path, 0o600);
  writeFileSync(path, 'forged');
  assert.equal(await store.check(ref.sha256), 'altered');
  rmSync(path);
  assert.equal(await store.check(ref.sha256), 'missing');
  for (const name of [sha256, '', '../secret', sha256.toUpperCase()])
    assert.equal(await store.check(name), 'missing', name);
});

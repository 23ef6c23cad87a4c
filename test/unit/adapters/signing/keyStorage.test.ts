import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { createFileSecrets } from '../../../../src/adapters/signing/fileSecrets.ts';
import { keyStorageOf, moveKeys } from '../../../../src/adapters/signing/keyStorage.ts';
import { createEditorSecrets } from '../../../../src/vscode/editorSecrets.ts';
import { memorySecrets } from '../../../support/memorySecrets.ts';
import { tempFolder } from '../../../support/tempFolder.ts';

function place() {
  const folder = join(tempFolder(), 'keys');
  const kept = new Map<string, string>();
  return { folder, kept, editor: memorySecrets(kept), files: createFileSecrets(folder) };
}

test('keys move to the editor and back, a prepared one with them, and are in one place only', async () => {
  const { folder, kept, editor, files } = place();
  await files.create('witness', 'one');
  await files.create('witness.next', 'two');
  assert.equal(await moveKeys(folder, 'editor', editor), true);
  assert.deepEqual(
    [...kept],
    [
      ['witness', 'one'],
      ['witness.next', 'two'],
    ],
  );
  assert.deepEqual(readdirSync(folder), ['storage']);
  assert.equal(await keyStorageOf(folder), 'editor');
  assert.equal(await moveKeys(folder, 'editor', editor), true, 'again changes nothing');
  assert.equal(await moveKeys(folder, 'file', editor), true);
  assert.deepEqual([await files.get('witness'), await files.get('witness.next'), kept.size], ['one', 'two', 0]);
  assert.equal(await keyStorageOf(folder), 'file');
});

test('where there is no key yet nothing is made, and the place is noted', async () => {
  const { folder, editor, kept } = place();
  assert.equal(await keyStorageOf(folder), 'file');
  await moveKeys(folder, 'editor', editor);
  assert.deepEqual([kept.size, await keyStorageOf(folder)], [0, 'editor']);
});

test('a move that was cut short is finished by the next, whatever was wanted', async () => {
  for (const wanted of ['editor', 'file'] as const) {
    const { folder, editor, files, kept } = place();
    await files.create('witness', 'one');
    await moveKeys(folder, 'editor', editor);
    await files.create('witness', 'one');
    assert.equal(await moveKeys(folder, wanted, editor), true);
    const left = wanted === 'editor' ? kept.get('witness') : await files.get('witness');
    assert.equal(left, 'one');
    assert.equal(existsSync(join(folder, 'witness.pem')), wanted === 'file');
  }
});

test('a key that is in another editor is not replaced by a new one', async () => {
  const { folder, editor, files } = place();
  await files.create('witness', 'one');
  await moveKeys(folder, 'editor', editor);
  for (const wanted of ['editor', 'file'] as const)
    assert.equal(await moveKeys(folder, wanted, memorySecrets()), false);
  assert.equal(await keyStorageOf(folder), 'editor');
  await files.create('witness', 'one');
  const other = new Map<string, string>();
  assert.equal(await moveKeys(folder, 'editor', memorySecrets(other)), true, 'put back as a file it is taken');
  assert.equal(other.get('witness'), 'one');
});

test('a note that says anything else is no note', async () => {
  const { folder } = place();
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'storage'), '../editor');
  assert.equal(await keyStorageOf(folder), 'file');
  rmSync(join(folder, 'storage'));
});

test("the editor's storage keeps the first secret that is created, and what replaces it", async () => {
  const kept = new Map<string, string>();
  const secrets = createEditorSecrets({
    get: (name) => Promise.resolve(kept.get(name)),
    store: (name, value) => Promise.resolve(void kept.set(name, value)),
    delete: (name) => Promise.resolve(void kept.delete(name)),
  });
  assert.equal(await secrets.create('a', 'one'), 'one');
  assert.equal(await secrets.create('a', 'two'), 'one');
  await secrets.replace('a', 'three');
  assert.equal(await secrets.get('a'), 'three');
  await secrets.remove('a');
  assert.equal(await secrets.get('a'), undefined);
});

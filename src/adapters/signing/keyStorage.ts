import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { KeyStorage, SecretStore } from '../../protocol/secretStore.ts';
import { createFileSecrets } from './fileSecrets.ts';

const names = ['witness', 'witness.next'];

/** Where the signing keys of the ledger are that has its keys in `folder`: a note there says so when they are elsewhere. */
export async function keyStorageOf(folder: string): Promise<KeyStorage> {
  try {
    return (await readFile(noteOf(folder), 'utf8')).trim() === 'editor' ? 'editor' : 'file';
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return 'file';
    throw cause;
  }
}

/**
 * Moves the signing keys to where they are wanted, `editor` being the editor's store; false when they are said to be in an editor, but not in this one's.
 * The caller leads the swarm. A key is never nowhere: it is kept in its new place, then the note says so, then it leaves the old one; a move that was cut
 * short is finished by the next.
 */
export async function moveKeys(folder: string, wanted: KeyStorage, editor: SecretStore): Promise<boolean> {
  const files = createFileSecrets(folder);
  const now = await keyStorageOf(folder);
  const inEditor = (await editor.get('witness')) !== undefined;
  const inFile = (await files.get('witness')) !== undefined;
  if (now === 'editor' && !inEditor && !inFile) return false;
  if (wanted === 'editor') {
    if (now === 'file' || !inEditor) await copy(files, editor);
    await writeNote(folder);
    for (const name of names) await files.remove(name);
  } else if (now === 'editor') {
    await copy(editor, files);
    await rm(noteOf(folder));
    for (const name of names) await editor.remove(name);
  }
  return true;
}

const noteOf = (folder: string): string => join(folder, 'storage');

async function copy(from: SecretStore, to: SecretStore): Promise<void> {
  for (const name of names) {
    const value = await from.get(name);
    if (value !== undefined) await to.replace(name, value);
  }
}

async function writeNote(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = await open(noteOf(folder), 'w', 0o600);
  try {
    await file.writeFile('editor\n');
    await file.datasync();
  } finally {
    await file.close();
  }
}

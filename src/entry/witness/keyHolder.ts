import { join } from 'node:path';
import { createFileSecrets } from '../../adapters/signing/fileSecrets.ts';
import { ledgerName } from '../../adapters/signing/keyFile.ts';
import { keyStorageOf, moveKeys } from '../../adapters/signing/keyStorage.ts';
import type { EditorKeys, SecretStore } from '../../protocol/secretStore.ts';

/** Where a leader has its signing keys from. */
export type KeyHolder =
  /** Files below the state folder: all that a command line has. */
  | { readonly kind: 'files' }
  | ({ readonly kind: 'editor' } & EditorKeys)
  /** The leader before handed the key over; it is kept in memory alone. */
  | { readonly kind: 'handed'; readonly signingKey: string };

/** The signing key is where this process cannot reach it. */
export class KeyElsewhere extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'KeyElsewhere';
  }
}

/** The secrets of the ledger in `stateFolder`, which the caller leads; keys that the person wants elsewhere are moved. Throws KeyElsewhere. */
export async function openSecrets(stateFolder: string, holder: KeyHolder): Promise<SecretStore> {
  const folder = join(stateFolder, 'keys');
  switch (holder.kind) {
    case 'handed':
      return handed(holder.signingKey);
    case 'files':
      if ((await keyStorageOf(folder)) === 'file') return createFileSecrets(folder);
      throw new KeyElsewhere(
        `The key that signs the ledger in ${stateFolder} is in the secret storage of the editor that launched this swarm. Launch it there; to lead it from the command line too, set s2.keys.storage to "file" in that editor first.`,
      );
    case 'editor': {
      const secrets = namedFor(await ledgerName(folder), holder.secrets);
      if (!(await moveKeys(folder, holder.storage, secrets))) {
        throw new KeyElsewhere(
          `The key that signs the ledger in ${stateFolder} is in the secret storage of another editor. Launch the swarm there, or move that folder away to start over; your branches and commits stay.`,
        );
      }
      return holder.storage === 'editor' ? secrets : createFileSecrets(folder);
    }
  }
}

/** An editor keeps the secrets of all its folders together: each ledger has names of its own. */
function namedFor(ledger: string, secrets: SecretStore): SecretStore {
  const prefix = `s2.witness/${ledger}/`;
  return {
    get: (name) => secrets.get(prefix + name),
    create: (name, value) => secrets.create(prefix + name, value),
    replace: (name, value) => secrets.replace(prefix + name, value),
    remove: (name) => secrets.remove(prefix + name),
  };
}

/** One key that can be used and not changed. */
function handed(signingKey: string): SecretStore {
  const refuse = (): Promise<never> =>
    Promise.reject(new KeyElsewhere('A key that was handed over cannot be changed.'));
  return {
    get: (name) => Promise.resolve(name === 'witness' ? signingKey : undefined),
    create: refuse,
    replace: refuse,
    remove: refuse,
  };
}

import type { SecretStorage } from 'vscode';
import type { SecretStore } from '../protocol/secretStore.ts';

/** The editor's secret storage. Whoever creates or replaces a secret holds the swarm's lock, because the storage itself compares nothing. */
export function createEditorSecrets(storage: Pick<SecretStorage, 'get' | 'store' | 'delete'>): SecretStore {
  return {
    get: async (name) => storage.get(name),
    create: async (name, value) => {
      const kept = await storage.get(name);
      if (kept !== undefined) return kept;
      await storage.store(name, value);
      return value;
    },
    replace: async (name, value) => storage.store(name, value),
    remove: async (name) => storage.delete(name),
  };
}

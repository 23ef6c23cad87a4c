import type { SecretStore } from '../../src/protocol/secretStore.ts';

/** What an editor's secret storage does; `kept` is what it holds. */
export function memorySecrets(kept = new Map<string, string>()): SecretStore {
  return {
    get: async (name) => kept.get(name),
    create: async (name, value) => kept.get(name) ?? (kept.set(name, value), value),
    replace: async (name, value) => void kept.set(name, value),
    remove: async (name) => void kept.delete(name),
  };
}

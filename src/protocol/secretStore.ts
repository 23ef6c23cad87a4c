/** Keeps a few short secrets under their names: the editor's secret storage, or files that only the owner can read. */
export interface SecretStore {
  get(name: string): Promise<string | undefined>;
  /** Keeps `value` unless there is a secret of this name already; what is kept then. */
  create(name: string, value: string): Promise<string>;
  /** Keeps `value` in place of whatever there was; it is durable when the promise resolves. */
  replace(name: string, value: string): Promise<void>;
  remove(name: string): Promise<void>;
}

/** Finds what reaches a provider's models under a credential's name, '' for the one that sessions share; undefined when there is none. */
export type FindModelAccess = (
  credential: string,
) => Promise<{ readonly key: string; readonly baseUrl?: string } | undefined>;

/** Where the keys that sign a ledger are: in files that only their owner can read, so that editor and command line can both lead, or in the editor. */
export type KeyStorage = 'file' | 'editor';

/** What an editor has for signing keys: its secret storage, and where the person wants the keys. */
export interface EditorKeys {
  readonly storage: KeyStorage;
  readonly secrets: SecretStore;
}

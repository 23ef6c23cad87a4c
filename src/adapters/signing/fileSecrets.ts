import { randomUUID } from 'node:crypto';
import { link, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { SecretStore } from '../../protocol/secretStore.ts';

/** Keeps secrets as files `<name>.pem` that only their owner can read (0600), in `folder` (0700), which is made at first use. */
export function createFileSecrets(folder: string): SecretStore {
  const fileOf = (name: string): string => join(folder, `${name}.pem`);
  const get = (name: string): Promise<string | undefined> => readFile(fileOf(name), 'utf8').catch(ifCode('ENOENT'));
  return {
    get,
    create: async (name, value) => {
      // Linked into place as a whole: of two that come at once both read the same one, and none reads half of it.
      await withDraft(folder, value, (draft) => link(draft, fileOf(name)).catch(ifCode('EEXIST')));
      return (await get(name)) ?? value;
    },
    replace: (name, value) => withDraft(folder, value, (draft) => rename(draft, fileOf(name))),
    remove: (name) => rm(fileOf(name), { force: true }),
  };
}

async function withDraft(folder: string, value: string, use: (draft: string) => Promise<void>): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const draft = join(folder, `.${randomUUID()}`);
  try {
    const file = await open(draft, 'wx', 0o600);
    try {
      await file.writeFile(value);
      await file.datasync();
    } finally {
      await file.close();
    }
    await use(draft);
  } finally {
    await rm(draft, { force: true });
  }
}

function ifCode(code: string): (cause: unknown) => undefined {
  return (cause) => {
    if (!(cause instanceof Error && 'code' in cause && cause.code === code)) throw cause;
  };
}

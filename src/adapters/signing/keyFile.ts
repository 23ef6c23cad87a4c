import { randomUUID } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { formatKey, parseKey, type VerifierKey } from '../../domain/witness/publicKey.ts';
import { nodePrimitives } from './nodePrimitives.ts';

/** Where the public key of the ledger lies, for whoever verifies. */
export function publicKeyFile(folder: string): string {
  return join(folder, 'witness.pub');
}

/** Writes a public key as one line of text. */
export async function writePublicKey(file: string, key: VerifierKey): Promise<void> {
  await writeFile(file, `${formatKey(key, nodePrimitives)}\n`);
}

/** Reads a public key; undefined when the file is missing or holds none. */
export async function readPublicKey(file: string): Promise<VerifierKey | undefined> {
  const text = await readFile(file, 'utf8').catch(ignoreMissing);
  return text === undefined ? undefined : parseKey(text.trim(), nodePrimitives);
}

/** A name of this ledger's own for secrets that are kept elsewhere: a new `.s2/` never meets the key of the one before. */
export async function ledgerName(folder: string): Promise<string> {
  const file = join(folder, 'id');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(file, randomUUID(), { flag: 'wx' }).catch(ignoreExisting);
  return (await readFile(file, 'utf8')).trim();
}

function ignoreExisting(cause: unknown): void {
  if (!(cause instanceof Error && 'code' in cause && cause.code === 'EEXIST')) throw cause;
}

function ignoreMissing(cause: unknown): undefined {
  if (!(cause instanceof Error && 'code' in cause && cause.code === 'ENOENT')) throw cause;
}

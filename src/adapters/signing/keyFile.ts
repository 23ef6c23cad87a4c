import { readFile, writeFile } from 'node:fs/promises';
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

function ignoreMissing(cause: unknown): undefined {
  if (!(cause instanceof Error && 'code' in cause && cause.code === 'ENOENT')) throw cause;
}

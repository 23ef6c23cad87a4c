import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Signer, VerifierKey } from '../../domain/witness/checkpoint.ts';
import { createNodeSigner, generateSigningKey } from './nodeSigner.ts';

/**
 * The ledger's signing key in `folder` (0700): the private key as 0600 PEM, the public key beside it as `name+base64`, for
 * whoever verifies. Made at first use; concurrent first uses agree on one key.
 */
export async function openKeyFile(folder: string, name: string): Promise<Signer> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, 'witness.pem');
  await writeFile(file, generateSigningKey(), { flag: 'wx', mode: 0o600 }).catch(ignoreExisting);
  const signer = createNodeSigner(name, await readFile(file, 'utf8'));
  await writeFile(publicKeyFile(folder), `${name}+${Buffer.from(signer.publicKey).toString('base64')}\n`);
  return signer;
}

/** The public key that the ledger of `folder` is checked against; undefined when there is none. */
export async function readPublicKey(file: string): Promise<VerifierKey | undefined> {
  const text = await readFile(file, 'utf8').catch(ignoreMissing);
  const [name, base64] = text?.trim().split(/\+(.*)/s) ?? [];
  const publicKey = base64 === undefined ? undefined : new Uint8Array(Buffer.from(base64, 'base64'));
  return name && publicKey?.length === 32 ? { name, publicKey } : undefined;
}

/** Where the public key lies beside the private one. */
export function publicKeyFile(folder: string): string {
  return join(folder, 'witness.pub');
}

function ignoreExisting(cause: unknown): void {
  if (!hasCode(cause, 'EEXIST')) throw cause;
}

function ignoreMissing(cause: unknown): undefined {
  if (!hasCode(cause, 'ENOENT')) throw cause;
}

function hasCode(cause: unknown, code: string): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === code;
}

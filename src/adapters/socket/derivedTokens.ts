import { createHash, createHmac, randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface DerivedTokens {
  tokenOf(name: string): string;
  fingerprint(token: string): string;
}

/**
 * Tokens that follow from one secret: HMAC-SHA-256 over the principal's name. Every process that can read the secret knows the same tokens. The
 * fingerprint is the first 128 bits of the token's SHA-256 in hex.
 */
export function createDerivedTokens(secret: Uint8Array): DerivedTokens {
  return {
    tokenOf: (name) => createHmac('sha256', secret).update(name).digest('base64url'),
    fingerprint: (token) => createHash('sha256').update(token).digest('hex').slice(0, 32),
  };
}

/** The tokens of the swarm whose keys are in `folder` (0700); makes the secret (256 bits, 0600) at first use. */
export async function openDerivedTokens(folder: string): Promise<DerivedTokens> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, 'tokens.secret');
  await writeFile(file, randomBytes(32), { flag: 'wx', mode: 0o600 }).catch((cause: unknown) => {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'EEXIST')) throw cause;
  });
  return createDerivedTokens(await readFile(file));
}

import { createHash, randomBytes } from 'node:crypto';

/** Tokens of 256 random bits; the fingerprint is the first 128 bits of the token's SHA-256 in hex. */
export const randomTokens = {
  create: (): string => randomBytes(32).toString('base64url'),
  fingerprint: (token: string): string => createHash('sha256').update(token).digest('hex').slice(0, 32),
};

import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { EvidenceStore } from '../../app/ports/evidenceStore.ts';

/** Keeps evidence as files `<aa>/<sha256>` below `folder` (`.s2/evidence`). A file is there whole or not at all. */
export function createFileEvidenceStore(folder: string): EvidenceStore {
  const pathOf = (sha256: string): string => join(folder, sha256.slice(0, 2), sha256);
  return {
    put: async (kind, bytes) => {
      const sha256 = hashOf(bytes);
      if ((await readIntact(pathOf(sha256), sha256)) === undefined) await writeWhole(pathOf(sha256), bytes);
      return { kind, sha256, bytes: bytes.length };
    },
    check: async (sha256) => {
      if (!/^[0-9a-f]{64}$/.test(sha256)) return 'missing';
      const bytes = await readIfThere(pathOf(sha256));
      if (!bytes) return 'missing';
      return hashOf(bytes) === sha256 ? 'present' : 'altered';
    },
    get: async (sha256) => (/^[0-9a-f]{64}$/.test(sha256) ? readIntact(pathOf(sha256), sha256) : undefined),
  };
}

async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const draft = `${path}.${randomUUID()}`;
  try {
    const file = await open(draft, 'wx', 0o600);
    try {
      await file.writeFile(bytes);
      // The ledger will name these bytes: they must not be lost to a power cut after it was written.
      await file.datasync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

async function readIntact(path: string, sha256: string): Promise<Uint8Array | undefined> {
  const bytes = await readIfThere(path);
  return bytes && hashOf(bytes) === sha256 ? bytes : undefined;
}

async function readIfThere(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

import { open, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { createFileEvidenceStore } from '../../adapters/evidence/fileEvidenceStore.ts';
import { createGitAnchors } from '../../adapters/git/gitAnchors.ts';
import { inspectRepository } from '../../adapters/git/inspectRepository.ts';
import { publicKeyFile, readPublicKey } from '../../adapters/signing/keyFile.ts';
import { nodePrimitives } from '../../adapters/signing/nodePrimitives.ts';
import { readLedgerFile } from '../../adapters/sqlite/readLedgerFile.ts';
import type { EvidenceState } from '../../app/ports/evidenceStore.ts';
import { err, ok, type Result } from '../../base/result.ts';
import { readBundle, type Bundle } from '../../domain/witness/bundle.ts';
import type { StoredBody } from '../../domain/witness/chain.ts';
import { toHex } from '../../domain/witness/primitives.ts';
import type { VerifierKey } from '../../domain/witness/publicKey.ts';
import type { LeaderProblem } from '../../protocol/swarmLeader.ts';
import { findLedger } from '../readSwarm.ts';

/** A ledger to look at, wherever it came from; nothing in it is trusted. */
export interface WitnessSource {
  readonly kind: 'ledger' | 'bundle';
  readonly file: string;
  readonly entries: readonly StoredBody[];
  readonly checkpoints: readonly string[];
  readonly anchors: readonly string[];
  /** The key that lies beside the ledger or in the bundle. */
  readonly key: VerifierKey | undefined;
  readonly evidence: {
    check(sha256: string): Promise<EvidenceState>;
    get(sha256: string): Promise<Uint8Array | undefined>;
  };
}

/** Opens the folder's own ledger, or the ledger or bundle in `file`. */
export async function openSource(folder: string, file?: string): Promise<Result<WitnessSource, LeaderProblem>> {
  if (file === undefined) {
    const found = await findLedger(folder);
    return found.ok ? ok(await openLedgerFile(found.value)) : found;
  }
  const kind = await sniff(file);
  if (kind === undefined) {
    return err({ code: 'no-file', message: `${file} cannot be read. Name a ledger or a bundle that is there.` });
  }
  return kind === 'ledger' ? ok(await openLedgerFile(file)) : openBundleFile(file);
}

/** Tells a ledger from a bundle by its first bytes; undefined when there is no readable file. */
async function sniff(file: string): Promise<'ledger' | 'bundle' | undefined> {
  try {
    const handle = await open(file, 'r');
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(16), 0, 16, 0);
      return buffer.subarray(0, bytesRead).toString('latin1').startsWith('SQLite format 3') ? 'ledger' : 'bundle';
    } finally {
      await handle.close();
    }
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause) return undefined;
    throw cause;
  }
}

async function openLedgerFile(file: string): Promise<WitnessSource> {
  const folder = dirname(file);
  const key = await readPublicKey(publicKeyFile(join(folder, 'keys')));
  // Anchors first: an anchor that is made meanwhile must not stand beside a ledger that was read before.
  const anchors = await anchorsBeside(folder);
  const { entries, checkpoints } = readLedgerFile(file);
  const evidence = createFileEvidenceStore(join(folder, 'evidence'));
  return { kind: 'ledger', file, entries, checkpoints, anchors, key, evidence };
}

/** The anchors of the repository that a ledger lies in; a ledger that was copied elsewhere has none beside it. */
async function anchorsBeside(stateFolder: string): Promise<readonly string[]> {
  if (basename(stateFolder) !== '.s2') return [];
  const repository = await inspectRepository(dirname(stateFolder));
  return repository.kind === 'ok' ? createGitAnchors(repository.root).read() : [];
}

async function openBundleFile(file: string): Promise<Result<WitnessSource, LeaderProblem>> {
  const read = readBundle(await readFile(file, 'utf8'), nodePrimitives);
  if (!read.ok) {
    const message = `${file}:${read.line}: ${read.message}. Export it again with \`s2 witness export\`.`;
    return err({ code: 'malformed-bundle', message });
  }
  return ok({ kind: 'bundle', file, ...read.bundle, key: read.bundle.keys.at(-1), evidence: inBundle(read.bundle) });
}

function inBundle({ evidence }: Bundle): WitnessSource['evidence'] {
  return {
    check: async (sha256) => {
      const bytes = evidence.get(sha256);
      if (!bytes) return 'missing';
      return toHex(nodePrimitives.sha256(bytes)) === sha256 ? 'present' : 'altered';
    },
    get: async (sha256) => evidence.get(sha256),
  };
}

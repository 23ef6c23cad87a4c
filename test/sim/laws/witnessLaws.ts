import { nodePrimitives } from '../../../src/adapters/signing/nodePrimitives.ts';
import type { LedgerVerdict } from '../../../src/domain/witness/verdict.ts';
import { verifyLedger } from '../../../src/domain/witness/verifyLedger.ts';
import type { Disk } from '../world/disk.ts';
import { simSigner, verifySimSignature } from '../world/simSigner.ts';

/** What the witness says against the ledger on the disk; undefined when it is sound. */
export function verifyDisk(disk: Disk): string | undefined {
  const { ok, firstBad } = verify(disk.entries, disk.notes);
  return ok ? undefined : `entry ${firstBad?.sequence} is ${firstBad?.code}`;
}

/** What the witness lets pass: the ledger without its last entry, and with its last entry changed, have to be found. */
export function checkWitness(disk: Disk): string | undefined {
  const last = disk.entries.at(-1);
  if (!last) return undefined;
  const cut = verify(disk.entries.slice(0, -1), disk.notes).firstBad?.code;
  if (cut !== 'truncated') return `a ledger without its last entry is ${cut ?? 'accepted'}`;
  const changed = { ...last, body: last.body.replace('"at":1', '"at":2') };
  const altered = verify([...disk.entries.slice(0, -1), changed], disk.notes).firstBad?.code;
  return altered === 'altered' ? undefined : `a ledger with another last entry is ${altered ?? 'accepted'}`;
}

function verify(entries: Disk['entries'], notes: Disk['notes']): LedgerVerdict {
  const tools = { primitives: nodePrimitives, verify: verifySimSignature };
  return verifyLedger({ entries, checkpoints: notes }, simSigner, tools);
}

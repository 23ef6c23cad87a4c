import { openCheckpoint, type VerifierKey, type VerifySignature } from './checkpoint.ts';
import { genesis, hashEntryBody } from './entry.ts';
import { MerkleHead } from './merkleTree.ts';
import { equalBytes, toHex, type WitnessPrimitives } from './primitives.ts';

/** A ledger as it was stored or handed over; nothing in it is trusted. */
export interface StoredLedger {
  /** In stored order. */
  readonly entries: Iterable<{ readonly body: string; readonly hash: Uint8Array }>;
  /** Signed checkpoints, by rising size. */
  readonly checkpoints: Iterable<string>;
}

/** What is wrong with the first bad entry, told apart by what an attacker or a broken disk did. */
export type LedgerFault =
  | 'altered'
  | 'malformed'
  | 'removed'
  | 'duplicated'
  | 'reordered'
  | 'broken-chain'
  | 'truncated'
  | 'unsigned'
  | 'forked'
  | 'malformed-checkpoint'
  | 'unknown-key'
  | 'bad-signature';

export interface LedgerVerdict {
  readonly ok: boolean;
  readonly entries: number;
  readonly checkpoints: number;
  readonly firstBad?: { readonly sequence: number; readonly code: LedgerFault };
}

/**
 * Checks a whole ledger offline: every entry's hash, the chain, and that every signed checkpoint covers exactly the entries
 * that are there. Needs only the stored bytes and the public key.
 */
export function verifyLedger(
  ledger: StoredLedger,
  key: VerifierKey,
  tools: { readonly primitives: WitnessPrimitives; readonly verify: VerifySignature },
): LedgerVerdict {
  const checkpoints = [...ledger.checkpoints];
  const chain = followChain([...ledger.entries], tools.primitives);
  const counts = { entries: chain.roots.size, checkpoints: checkpoints.length };
  const bad = chain.bad ?? checkCheckpoints(checkpoints, chain.roots, key, tools);
  return bad ? { ok: false, ...counts, firstBad: bad } : { ok: true, ...counts };
}

interface Bad {
  readonly sequence: number;
  readonly code: LedgerFault;
}

/** Walks the chain; the result holds the tree's head, one size after the other, up to the first bad entry. */
function followChain(
  entries: readonly { readonly body: string; readonly hash: Uint8Array }[],
  primitives: WitnessPrimitives,
): { readonly roots: RootsBySize; readonly bad: Bad | undefined } {
  const roots = new RootsBySize(primitives);
  let previous = genesis;
  for (const [at, stored] of entries.entries()) {
    const bad = checkEntry(entries, at, previous, primitives);
    if (bad) return { roots, bad: { sequence: at + 1, code: bad } };
    previous = toHex(stored.hash);
    roots.append(stored.hash);
  }
  return { roots, bad: undefined };
}

function checkEntry(
  entries: readonly { readonly body: string; readonly hash: Uint8Array }[],
  at: number,
  previous: string,
  primitives: WitnessPrimitives,
): LedgerFault | undefined {
  const stored = entries[at];
  if (!stored || !equalBytes(hashEntryBody(stored.body, primitives), stored.hash)) return 'altered';
  const place = placeOf(stored.body);
  if (!place) return 'malformed';
  if (place.sequence !== at + 1) return misplaced(entries, at, place.sequence);
  return place.previous === previous ? undefined : 'broken-chain';
}

/** Tells a removed entry from one that stands twice or elsewhere. */
function misplaced(entries: readonly { readonly body: string }[], at: number, found: number): LedgerFault {
  if (found <= at) return 'duplicated';
  return entries.slice(at + 1).some((later) => placeOf(later.body)?.sequence === at + 1) ? 'reordered' : 'removed';
}

function placeOf(body: string): { readonly sequence: number; readonly previous: string } | undefined {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch (cause) {
    // Whoever wrote this body also wrote its hash: the entry as a whole is what is wrong with it.
    if (cause instanceof SyntaxError) return undefined;
    throw cause;
  }
  if (typeof value !== 'object' || value === null || !('sequence' in value) || !('previous' in value)) return undefined;
  const { sequence, previous } = value;
  return typeof sequence === 'number' && typeof previous === 'string' ? { sequence, previous } : undefined;
}

function checkCheckpoints(
  notes: readonly string[],
  roots: RootsBySize,
  key: VerifierKey,
  tools: { readonly primitives: WitnessPrimitives; readonly verify: VerifySignature },
): Bad | undefined {
  let covered = 0;
  for (const note of notes) {
    const opened = openCheckpoint(note, key, tools);
    if (!opened.ok) return { sequence: covered + 1, code: opened.code };
    const { size, root } = opened.head;
    if (size > roots.size) return { sequence: roots.size + 1, code: 'truncated' };
    const actual = roots.at(size);
    if (!actual || !equalBytes(actual, root)) return { sequence: size, code: 'forked' };
    covered = Math.max(covered, size);
  }
  return covered < roots.size ? { sequence: covered + 1, code: 'unsigned' } : undefined;
}

/** Roots of a growing tree by size, computed when asked for in rising order. */
class RootsBySize {
  readonly #leaves: Uint8Array[] = [];
  #head: MerkleHead;
  readonly #primitives: WitnessPrimitives;

  constructor(primitives: WitnessPrimitives) {
    this.#primitives = primitives;
    this.#head = new MerkleHead(primitives);
  }

  get size(): number {
    return this.#leaves.length;
  }

  append(leaf: Uint8Array): void {
    this.#leaves.push(leaf);
  }

  at(size: number): Uint8Array | undefined {
    if (size < this.#head.size) this.#head = new MerkleHead(this.#primitives);
    for (let next = this.#head.size; next < size; next += 1) {
      const leaf = this.#leaves[next];
      if (!leaf) return undefined;
      this.#head.append(leaf);
    }
    return this.#head.root();
  }
}

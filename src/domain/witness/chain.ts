import { genesis, hashEntryBody } from './entry.ts';
import { equalBytes, isHexOf, type WitnessPrimitives } from './primitives.ts';
import type { Bad, LedgerFault } from './verdict.ts';

/** An entry as it was stored or handed over; nothing in it is trusted. */
export interface StoredBody {
  readonly body: string;
  readonly hash: Uint8Array;
}

/** A rotation of keys found in the chain; its event is unchecked. */
export interface FoundRotation {
  readonly sequence: number;
  readonly previous: string;
  readonly event: unknown;
}

export interface FollowedChain {
  /** Leaf hashes up to the first bad entry. */
  readonly leaves: readonly Uint8Array[];
  readonly rotations: readonly FoundRotation[];
  readonly bad: Bad | undefined;
}

/** Walks the chain from the first entry: each body against its hash, its place, and the hash of the entry before. */
export function followChain(entries: readonly StoredBody[], primitives: WitnessPrimitives): FollowedChain {
  const leaves: Uint8Array[] = [];
  const rotations: FoundRotation[] = [];
  let before: Uint8Array | undefined;
  for (const stored of entries) {
    const found = checkEntry(entries, leaves.length, before, primitives);
    if (typeof found === 'string') return { leaves, rotations, bad: { sequence: leaves.length + 1, code: found } };
    if (isRotation(found.event)) rotations.push(found);
    before = stored.hash;
    leaves.push(before);
  }
  return { leaves, rotations, bad: undefined };
}

function checkEntry(
  entries: readonly StoredBody[],
  at: number,
  before: Uint8Array | undefined,
  primitives: WitnessPrimitives,
): FoundRotation | LedgerFault {
  const stored = entries[at];
  if (!stored || !equalBytes(hashEntryBody(stored.body, primitives), stored.hash)) return 'altered';
  const found = placeOf(stored.body);
  if (!found) return 'malformed';
  if (found.sequence !== at + 1) return misplaced(entries, at, found.sequence);
  const isLinked = before ? isHexOf(found.previous, before) : found.previous === genesis;
  return isLinked ? found : 'broken-chain';
}

/** Tells a removed entry from one that stands twice or elsewhere. */
function misplaced(entries: readonly StoredBody[], at: number, found: number): LedgerFault {
  if (found <= at) return 'duplicated';
  return entries.slice(at + 1).some((later) => placeOf(later.body)?.sequence === at + 1) ? 'reordered' : 'removed';
}

// Parsed as a whole, although a look at the end of the body would find the place in a third of the time: what verifies must also be
// readable by whoever folds it.
function placeOf(body: string): FoundRotation | undefined {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch (cause) {
    // Whoever wrote this body also wrote its hash: the entry as a whole is what is wrong with it.
    if (cause instanceof SyntaxError) return undefined;
    throw cause;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { sequence, previous, event } = value as Partial<Record<keyof FoundRotation, unknown>>;
  return typeof sequence === 'number' && typeof previous === 'string' ? { sequence, previous, event } : undefined;
}

function isRotation(event: unknown): boolean {
  return typeof event === 'object' && event !== null && 'type' in event && event.type === 'witness.key-rotated';
}

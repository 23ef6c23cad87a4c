import { checkSignature, type ParsedCheckpoint, type WitnessTools } from './checkpoint.ts';
import { openCosignature } from './cosignature.ts';
import type { KeyHistory } from './keyHistory.ts';
import type { RootsBySize } from './merkleTree.ts';
import { equalBytes } from './primitives.ts';
import type { VerifierKey } from './publicKey.ts';
import type { Bad } from './verdict.ts';

/** What anchors are compared with. */
export interface AnchoredLedger {
  readonly roots: RootsBySize;
  readonly history: KeyHistory;
  /** The ledger's own checkpoints, whose origin says which anchors speak of it. */
  readonly known: readonly (ParsedCheckpoint | undefined)[];
  readonly tools: WitnessTools;
}

/**
 * Compares checkpoints that were kept outside with the ledger: one that covers more entries shows that the end was cut off, one with
 * another root that history was rewritten. Only what a key of this ledger has signed counts; anybody can write a note.
 */
export function checkAnchors(
  anchors: readonly ParsedCheckpoint[],
  ledger: AnchoredLedger,
): { readonly checked: number; readonly bad: Bad | undefined } {
  const origins = new Set(ledger.known.flatMap((note) => (note ? [note.head.origin] : [])));
  const ours = anchors
    .filter(({ head }) => origins.size === 0 || origins.has(head.origin))
    .filter((note) => ledger.history.all.some((key) => !checkSignature(note, key, ledger.tools)));
  const bad = ours.flatMap(({ head }) => compare(head, ledger.roots) ?? []).sort((a, b) => a.sequence - b.sequence);
  return { checked: ours.length, bad: bad[0] };
}

/** Asks for a head over every entry that the second party has signed. */
export function checkCosigner(
  notes: readonly string[],
  cosigner: VerifierKey,
  roots: RootsBySize,
  tools: WitnessTools,
): Bad | undefined {
  let covered = 0;
  for (const note of notes) {
    const opened = openCosignature(note, cosigner, tools);
    if (!opened.ok) continue;
    const bad = compare(opened.head, roots);
    if (bad) return bad;
    covered = Math.max(covered, opened.head.size);
  }
  return covered < roots.size ? { sequence: covered + 1, code: 'not-cosigned' } : undefined;
}

function compare(head: { readonly size: number; readonly root: Uint8Array }, roots: RootsBySize): Bad | undefined {
  if (head.size > roots.size) return { sequence: roots.size + 1, code: 'truncated' };
  const actual = roots.at(head.size);
  return actual && equalBytes(actual, head.root) ? undefined : { sequence: Math.max(1, head.size), code: 'forked' };
}

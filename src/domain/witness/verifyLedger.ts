import { checkAnchors, checkCosigner } from './anchors.ts';
import { followChain, type StoredBody } from './chain.ts';
import { checkSignature, parseCheckpoint, type ParsedCheckpoint, type WitnessTools } from './checkpoint.ts';
import { followRotations, type KeyHistory } from './keyHistory.ts';
import { rootsBySize, type RootsBySize } from './merkleTree.ts';
import { equalBytes } from './primitives.ts';
import type { VerifierKey } from './publicKey.ts';
import type { Bad, LedgerVerdict } from './verdict.ts';

/** A ledger as it was stored or handed over; nothing in it is trusted. */
export interface StoredLedger {
  /** In stored order. */
  readonly entries: Iterable<StoredBody>;
  /** Signed checkpoints, by rising size. */
  readonly checkpoints: Iterable<string>;
  /** Checkpoints that were kept outside: notes in git, cosigned copies. Those of other ledgers do no harm. */
  readonly anchors?: Iterable<string>;
}

export interface VerifyOptions {
  /**
   * `all` checks the signature of every checkpoint (about 0.1 ms each); `head` only that of the last one, whose root covers every
   * entry: enough to know that the entries are sound, and what a start of the swarm can afford.
   */
  readonly signatures?: 'all' | 'head';
  /** A second party that must have signed a head over every entry. */
  readonly cosigner?: VerifierKey;
}

/**
 * Checks a whole ledger offline: every entry's hash, the chain, the rotations of the key from the trusted one on, that every signed
 * checkpoint covers exactly the entries that are there, and that the ledger is one that the anchors outside speak of. Needs only the
 * stored bytes and a public key.
 */
export function verifyLedger(
  ledger: StoredLedger,
  key: VerifierKey,
  tools: WitnessTools,
  options: VerifyOptions = {},
): LedgerVerdict {
  const notes = [...ledger.checkpoints];
  const anchors = [...new Set(ledger.anchors ?? [])];
  const chain = followChain([...ledger.entries], tools.primitives);
  const parsed = notes.map((note) => parseCheckpoint(note, tools.primitives));
  const kept = anchors.flatMap((note) => parseCheckpoint(note, tools.primitives) ?? []);
  const sizes = [...parsed, ...kept].flatMap((note) => (note ? [note.head.size] : []));
  const roots = rootsBySize(chain.leaves, sizes, tools.primitives);
  const { history, bad: badKey } = followRotations(chain.rotations, key, parsed[0], tools);
  const outside = checkAnchors(kept, { roots, history, known: parsed, tools });
  const counts = { entries: chain.leaves.length, checkpoints: notes.length, rotations: chain.rotations.length };
  const compared = { checked: outside.checked, foreign: anchors.length - outside.checked };
  const cosigned = options.cosigner && checkCosigner([...notes, ...anchors], options.cosigner, roots, tools);
  const badNote = (): Bad | undefined => checkCheckpoints(parsed, { roots, history, tools, options });
  const bad = chain.bad ?? badKey ?? badNote() ?? outside.bad ?? cosigned;
  const { name, publicKey } = history.last;
  return { ok: !bad, ...counts, anchors: compared, key: { name, publicKey }, ...(bad ? { firstBad: bad } : {}) };
}

interface Compared {
  readonly roots: RootsBySize;
  readonly history: KeyHistory;
  readonly tools: WitnessTools;
  readonly options: VerifyOptions;
}

function checkCheckpoints(
  notes: readonly (ParsedCheckpoint | undefined)[],
  { roots, history, tools, options }: Compared,
): Bad | undefined {
  let covered = 0;
  for (const [at, note] of notes.entries()) {
    if (!note) return { sequence: covered + 1, code: 'malformed-checkpoint' };
    const { size, root } = note.head;
    const isChecked = options.signatures !== 'head' || at === notes.length - 1;
    const spoiled = isChecked ? checkSignature(note, history.at(size), tools) : undefined;
    if (spoiled) return { sequence: covered + 1, code: spoiled };
    if (size > roots.size) return { sequence: roots.size + 1, code: 'truncated' };
    const actual = roots.at(size);
    if (!actual || !equalBytes(actual, root)) return { sequence: size, code: 'forked' };
    covered = Math.max(covered, size);
  }
  return covered < roots.size ? { sequence: covered + 1, code: 'unsigned' } : undefined;
}

import type { FoundRotation } from './chain.ts';
import { checkSignature, type ParsedCheckpoint, type WitnessTools } from './checkpoint.ts';
import { openRotation } from './keyRotation.ts';
import { isSameKey, type VerifierKey } from './publicKey.ts';
import type { Bad } from './verdict.ts';

/** Which key signed when. */
export class KeyHistory {
  readonly #first: VerifierKey;
  readonly #changes: readonly { readonly sequence: number; readonly to: VerifierKey }[];

  constructor(first: VerifierKey, changes: readonly { readonly sequence: number; readonly to: VerifierKey }[]) {
    this.#first = first;
    this.#changes = changes;
  }

  get all(): readonly VerifierKey[] {
    return [this.#first, ...this.#changes.map(({ to }) => to)];
  }

  get last(): VerifierKey {
    return this.#changes.at(-1)?.to ?? this.#first;
  }

  /** The key that signs a checkpoint over `size` entries. */
  at(size: number): VerifierKey {
    return this.#changes.findLast(({ sequence }) => sequence <= size)?.to ?? this.#first;
  }
}

/**
 * Follows the rotations of a ledger. Each must be signed by the key in force and by the next one, and the trusted key must be
 * one of them: keys after it are vouched for by their predecessors, entries before it by its own checkpoints, which cover them.
 */
export function followRotations(
  rotations: readonly FoundRotation[],
  trusted: VerifierKey,
  firstCheckpoint: ParsedCheckpoint | undefined,
  tools: WitnessTools,
): { readonly history: KeyHistory; readonly bad: Bad | undefined } {
  const changes: { sequence: number; to: VerifierKey }[] = [];
  let first = trusted;
  for (const [at, { sequence, previous, event }] of rotations.entries()) {
    const opened = openRotation(event, { sequence, previous }, tools);
    const before = at === 0 ? opened?.from : changes.at(-1)?.to;
    if (!opened || !before || !isSameKey(opened.from, before)) {
      return { history: new KeyHistory(trusted, []), bad: { sequence, code: 'bad-rotation' } };
    }
    if (at === 0) first = opened.from;
    changes.push({ sequence, to: opened.to });
  }
  const history = new KeyHistory(first, changes);
  if (history.all.some((key) => isSameKey(key, trusted))) return { history, bad: undefined };
  // A ledger that began under the trusted key was taken over; any other is simply not the one that the key belongs to.
  const isTakenOver = firstCheckpoint !== undefined && checkSignature(firstCheckpoint, trusted, tools) === undefined;
  const code = isTakenOver ? 'bad-rotation' : 'unknown-key';
  return { history, bad: { sequence: isTakenOver ? (rotations[0]?.sequence ?? 1) : 1, code } };
}

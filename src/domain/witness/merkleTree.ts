import { concatBytes, type WitnessPrimitives } from './primitives.ts';

const nodePrefix = Uint8Array.of(1);

/** Hash of an inner node by RFC 6962 §2.1: SHA-256(0x01 ‖ left ‖ right). */
export function hashChildren(left: Uint8Array, right: Uint8Array, primitives: WitnessPrimitives): Uint8Array {
  return primitives.sha256(concatBytes(nodePrefix, left, right));
}

/**
 * The head of a growing RFC 6962 Merkle tree: keeps only the roots of its full subtrees (at most one per power of two), so
 * that appending is O(1) amortised and the root of millions of entries needs two dozen hashes.
 */
export class MerkleHead {
  readonly #primitives: WitnessPrimitives;
  /** Roots of full subtrees, largest first. */
  readonly #peaks: { readonly size: number; readonly hash: Uint8Array }[] = [];
  #size = 0;

  constructor(primitives: WitnessPrimitives) {
    this.#primitives = primitives;
  }

  /** Number of leaves. */
  get size(): number {
    return this.#size;
  }

  /** Adds a leaf by its leaf hash. */
  append(leafHash: Uint8Array): void {
    let added = { size: 1, hash: leafHash };
    for (let last = this.#peaks.at(-1); last?.size === added.size; last = this.#peaks.at(-1)) {
      this.#peaks.pop();
      added = { size: added.size * 2, hash: hashChildren(last.hash, added.hash, this.#primitives) };
    }
    this.#peaks.push(added);
    this.#size += 1;
  }

  /** Root hash; of the empty tree SHA-256 of nothing, as RFC 6962 defines it. */
  root(): Uint8Array {
    const smallest = this.#peaks.at(-1);
    if (!smallest) return this.#primitives.sha256(new Uint8Array());
    return this.#peaks
      .slice(0, -1)
      .reduceRight((right, peak) => hashChildren(peak.hash, right, this.#primitives), smallest.hash);
  }
}

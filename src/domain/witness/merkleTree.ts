import type { WitnessPrimitives } from './primitives.ts';

/** Hash of an inner node by RFC 6962 §2.1: SHA-256(0x01 ‖ left ‖ right). */
export function hashChildren(left: Uint8Array, right: Uint8Array, primitives: WitnessPrimitives): Uint8Array {
  const node = new Uint8Array(1 + left.length + right.length);
  node[0] = 1;
  node.set(left, 1);
  node.set(right, 1 + left.length);
  return primitives.sha256(node);
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

/** Roots that a tree had while it grew. */
export interface RootsBySize {
  /** Number of leaves at the end. */
  readonly size: number;
  /** The root at one of the sizes asked for; undefined above `size`. */
  at(size: number): Uint8Array | undefined;
}

/** Computes the roots at these sizes in one walk, in whatever order they come. */
export function rootsBySize(
  leaves: readonly Uint8Array[],
  sizes: Iterable<number>,
  primitives: WitnessPrimitives,
): RootsBySize {
  const wanted = new Set(sizes);
  const roots = new Map<number, Uint8Array>();
  const head = new MerkleHead(primitives);
  if (wanted.has(0)) roots.set(0, head.root());
  for (const leaf of leaves) {
    head.append(leaf);
    if (wanted.has(head.size)) roots.set(head.size, head.root());
  }
  return { size: leaves.length, at: (size) => roots.get(size) };
}

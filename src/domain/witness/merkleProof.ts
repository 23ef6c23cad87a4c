import { hashChildren, MerkleHead } from './merkleTree.ts';
import { equalBytes, type WitnessPrimitives } from './primitives.ts';

/** A tree of a certain size, by its root hash. */
export interface TreeRoot {
  readonly size: number;
  readonly root: Uint8Array;
}

/**
 * The audit path of RFC 6962 §2.1.1 for the leaf at `index` (from 0) in the tree over all `leaves` (leaf hashes), lowest
 * sibling first. Throws RangeError when there is no such leaf.
 */
export function inclusionPath(
  leaves: readonly Uint8Array[],
  index: number,
  primitives: WitnessPrimitives,
): readonly Uint8Array[] {
  if (!(index >= 0 && index < leaves.length))
    throw new RangeError(`a tree of ${leaves.length} leaves has no leaf ${index}`);
  if (leaves.length === 1) return [];
  const split = splitOf(leaves.length);
  const [left, right] = [leaves.slice(0, split), leaves.slice(split)];
  return index < split
    ? [...inclusionPath(left, index, primitives), rootOf(right, primitives)]
    : [...inclusionPath(right, index - split, primitives), rootOf(left, primitives)];
}

/**
 * The consistency proof of RFC 6962 §2.1.2 between the tree over the first `size` leaves and the tree over all of them. Empty
 * when both are the same or the first is empty. Throws RangeError when `size` is larger than the tree.
 */
export function consistencyPath(
  leaves: readonly Uint8Array[],
  size: number,
  primitives: WitnessPrimitives,
): readonly Uint8Array[] {
  if (!(size >= 0 && size <= leaves.length))
    throw new RangeError(`a tree of ${leaves.length} leaves never had ${size}`);
  return size === 0 ? [] : subproof(leaves, size, { primitives, whole: true });
}

/** SUBPROOF of RFC 6962 §2.1.2; `whole` while the verifier still knows the old tree's root itself. */
function subproof(
  leaves: readonly Uint8Array[],
  size: number,
  at: { readonly primitives: WitnessPrimitives; readonly whole: boolean },
): readonly Uint8Array[] {
  const { primitives } = at;
  if (size === leaves.length) return at.whole ? [] : [rootOf(leaves, primitives)];
  const split = splitOf(leaves.length);
  const [left, right] = [leaves.slice(0, split), leaves.slice(split)];
  return size <= split
    ? [...subproof(left, size, at), rootOf(right, primitives)]
    : [...subproof(right, size - split, { primitives, whole: false }), rootOf(left, primitives)];
}

/** What an inclusion proof claims. */
export interface InclusionClaim {
  readonly leaf: Uint8Array;
  /** Place of the leaf, from 0. */
  readonly index: number;
  readonly tree: TreeRoot;
  readonly path: readonly Uint8Array[];
}

/** Checks an inclusion proof (RFC 9162 §2.1.3.2, which is that of RFC 6962 written as a procedure). */
export function verifyInclusion(claim: InclusionClaim, primitives: WitnessPrimitives): boolean {
  const { leaf, index, tree, path } = claim;
  if (!isSize(index) || !isSize(tree.size) || index >= tree.size || !areHashes([leaf, tree.root, ...path]))
    return false;
  let [node, last, hash] = [index, tree.size - 1, leaf];
  for (const sibling of path) {
    if (last === 0) return false;
    if (isOdd(node) || node === last) {
      hash = hashChildren(sibling, hash, primitives);
      while (!isOdd(node) && node !== 0) [node, last] = [half(node), half(last)];
    } else {
      hash = hashChildren(hash, sibling, primitives);
    }
    [node, last] = [half(node), half(last)];
  }
  return last === 0 && equalBytes(hash, tree.root);
}

/** What a consistency proof claims: `second` grew out of `first` by appending only. */
export interface ConsistencyClaim {
  readonly first: TreeRoot;
  readonly second: TreeRoot;
  readonly path: readonly Uint8Array[];
}

/** Checks a consistency proof (RFC 9162 §2.1.4.2). Every tree grew out of the empty one. */
export function verifyConsistency(claim: ConsistencyClaim, primitives: WitnessPrimitives): boolean {
  const { first, second, path } = claim;
  if (!isSize(first.size) || !isSize(second.size) || first.size > second.size) return false;
  if (!areHashes([first.root, second.root, ...path])) return false;
  if (first.size === second.size) return path.length === 0 && equalBytes(first.root, second.root);
  if (first.size === 0) return path.length === 0 && equalBytes(first.root, primitives.sha256(new Uint8Array()));
  return growsInto(claim, isPowerOfTwo(first.size) ? [first.root, ...path] : path, primitives);
}

function growsInto(
  { first, second }: ConsistencyClaim,
  [start, ...rest]: readonly Uint8Array[],
  primitives: WitnessPrimitives,
): boolean {
  if (!start) return false;
  let [node, last] = [first.size - 1, second.size - 1];
  while (isOdd(node)) [node, last] = [half(node), half(last)];
  let [before, after] = [start, start];
  for (const sibling of rest) {
    if (last === 0) return false;
    if (isOdd(node) || node === last) {
      before = hashChildren(sibling, before, primitives);
      after = hashChildren(sibling, after, primitives);
      while (!isOdd(node) && node !== 0) [node, last] = [half(node), half(last)];
    } else {
      after = hashChildren(after, sibling, primitives);
    }
    [node, last] = [half(node), half(last)];
  }
  return last === 0 && equalBytes(before, first.root) && equalBytes(after, second.root);
}

function isPowerOfTwo(value: number): boolean {
  let odd = value;
  while (odd > 1 && !isOdd(odd)) odd = half(odd);
  return odd === 1;
}

/** The largest power of two below `size`, which is at least 2. */
function splitOf(size: number): number {
  let split = 1;
  while (split * 2 < size) split *= 2;
  return split;
}

function rootOf(leaves: readonly Uint8Array[], primitives: WitnessPrimitives): Uint8Array {
  const head = new MerkleHead(primitives);
  for (const leaf of leaves) head.append(leaf);
  return head.root();
}

// Sizes may be above 2³¹, where bit operators of ECMAScript end.
const half = (value: number): number => Math.floor(value / 2);
const isOdd = (value: number): boolean => value % 2 === 1;
const isSize = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;
const areHashes = (hashes: readonly Uint8Array[]): boolean => hashes.every((hash) => hash.length === 32);

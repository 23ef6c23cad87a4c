/** Chunks are split above this many values: a value is then moved among a few hundred others, never among all. */
const maxChunk = 512;

/**
 * Values in the order of `compare`, which must tell any two of them apart. Adding and deleting take O(log n + a few hundred moves) also with
 * 100,000 values, where a sorted array would move half of itself.
 */
export class SortedSet<T> {
  readonly #compare: (a: T, b: T) => number;
  /** In order, and none of them empty. */
  readonly #chunks: T[][] = [];
  #size = 0;

  constructor(compare: (a: T, b: T) => number) {
    this.#compare = compare;
  }

  get size(): number {
    return this.#size;
  }

  get first(): T | undefined {
    return this.#chunks[0]?.[0];
  }

  get last(): T | undefined {
    return this.#chunks.at(-1)?.at(-1);
  }

  /** Adds a value that is not there yet. */
  add(value: T): void {
    const at = Math.min(this.#chunkOf(value), Math.max(0, this.#chunks.length - 1));
    const chunk = this.#chunks[at];
    this.#size += 1;
    if (!chunk) {
      this.#chunks.push([value]);
      return;
    }
    chunk.splice(this.#placeIn(chunk, value), 0, value);
    if (chunk.length > maxChunk) this.#chunks.splice(at + 1, 0, chunk.splice(chunk.length >> 1));
  }

  /** Takes a value out; nothing happens when it is not there. */
  delete(value: T): void {
    const at = this.#chunkOf(value);
    const chunk = this.#chunks[at];
    if (!chunk) return;
    const place = this.#placeIn(chunk, value);
    const found = chunk[place];
    if (found === undefined || this.#compare(found, value) !== 0) return;
    chunk.splice(place, 1);
    if (chunk.length === 0) this.#chunks.splice(at, 1);
    this.#size -= 1;
  }

  *[Symbol.iterator](): Generator<T> {
    for (const chunk of this.#chunks) yield* chunk;
  }

  /** The first chunk whose last value is not before `value`; the number of chunks when there is none. */
  #chunkOf(value: T): number {
    return lowerBound(this.#chunks.length, (at) => {
      const last = this.#chunks[at]?.at(-1);
      return last !== undefined && this.#compare(last, value) < 0;
    });
  }

  #placeIn(chunk: readonly T[], value: T): number {
    return lowerBound(chunk.length, (at) => {
      const known = chunk[at];
      return known !== undefined && this.#compare(known, value) < 0;
    });
  }
}

/** The first place of `length` at which `isBefore` no longer holds. */
function lowerBound(length: number, isBefore: (at: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isBefore(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}

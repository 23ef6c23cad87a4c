/** How long things have been as they are, by a clock that is handed in (ms). What is no longer named is forgotten. */
export class Ages<Key extends string> {
  #since = new Map<Key, number>();

  /** Begins anew. */
  forget(): void {
    this.#since.clear();
  }

  /** Takes `keys` as all that is so at `now`, and gives those that have been so for `ms` or longer. */
  atLeast(keys: Iterable<Key>, now: number, ms: number): readonly Key[] {
    const since = new Map<Key, number>();
    for (const key of keys) since.set(key, this.#since.get(key) ?? now);
    this.#since = since;
    return [...since].filter(([, start]) => now - start >= ms).map(([key]) => key);
  }
}

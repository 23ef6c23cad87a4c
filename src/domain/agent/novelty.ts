const remembered = 256;
const partLength = 200;

/**
 * Tells whether what somebody prints is new: a line that is none of the last 256, or 200 more characters of one that has no end. The same few lines
 * over and over are no progress.
 */
export class Novelty {
  #line = '';
  readonly #lines = new Set<string>();

  /** Takes the next piece, and says whether something in it is new. */
  add(text: string): boolean {
    const [first = '', ...rest] = text.split(/[\r\n]+/);
    this.#line += first;
    let isNew = false;
    for (const next of rest) {
      isNew = this.#end() || isNew;
      this.#line = next;
    }
    while (this.#line.length >= partLength) {
      const part = this.#line.slice(0, partLength);
      const left = this.#line.slice(partLength);
      this.#line = part;
      isNew = this.#end() || isNew;
      this.#line = left;
    }
    return isNew;
  }

  #end(): boolean {
    const line = this.#line.trim();
    this.#line = '';
    if (line === '' || this.#lines.has(line)) return false;
    this.#lines.add(line);
    const [oldest] = this.#lines;
    if (this.#lines.size > remembered && oldest !== undefined) this.#lines.delete(oldest);
    return true;
  }
}

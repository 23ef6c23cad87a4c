import type { ConsumerJournal, DeadLetter } from '../../src/app/ports/consumerJournal.ts';

/** A journal in memory that keeps the port's contract. */
export class MemoryJournal implements ConsumerJournal {
  readonly #positions = new Map<string, number>();
  #letters: readonly DeadLetter[] = [];

  position(consumer: string): number {
    return this.#positions.get(consumer) ?? 0;
  }

  advance(consumer: string, sequence: number): void {
    this.#positions.set(consumer, sequence);
  }

  park(letter: DeadLetter): void {
    this.remove(letter.consumer, letter.sequence);
    const order = (one: DeadLetter): string => `${one.consumer}/${String(one.sequence).padStart(9, '0')}`;
    this.#letters = [...this.#letters, letter].sort(
      (a, b) => a.parkedAt - b.parkedAt || (order(a) < order(b) ? -1 : 1),
    );
  }

  letters(): readonly DeadLetter[] {
    return this.#letters;
  }

  remove(consumer: string, sequence: number): boolean {
    const before = this.#letters.length;
    this.#letters = this.#letters.filter((known) => known.consumer !== consumer || known.sequence !== sequence);
    return this.#letters.length < before;
  }

  close(): void {
    this.#positions.clear();
  }
}

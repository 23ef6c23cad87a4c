/** An entry that a consumer could not handle, kept until a person has it tried again or drops it. */
export interface DeadLetter {
  readonly consumer: string;
  /** Sequence of the entry in the ledger. */
  readonly sequence: number;
  /** What went wrong the last time. */
  readonly error: string;
  /** How often it was tried. */
  readonly attempts: number;
  /** ms since epoch */
  readonly parkedAt: number;
  /** Whether a person wants it to be tried again. */
  readonly retry: boolean;
}

/** How far each consumer of a ledger has come, and what it has parked. What was noted survives the death of the process. */
export interface ConsumerJournal {
  /** The last entry that was handled or parked; 0 for a consumer that is not known. */
  position(consumer: string): number;
  advance(consumer: string, sequence: number): void;
  /** Keeps a letter; one of the same consumer and sequence is replaced. */
  park(letter: DeadLetter): void;
  /** All letters, oldest first. */
  letters(): readonly DeadLetter[];
  /** Takes a letter away; false when there is none. */
  remove(consumer: string, sequence: number): boolean;
  close(): void;
}

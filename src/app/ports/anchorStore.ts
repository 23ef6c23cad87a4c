/** A place outside the ledger that keeps its signed checkpoints, so that cutting off the ledger's end can be seen. */
export interface AnchorStore {
  /** Every checkpoint kept so far, of whatever ledger. Nothing in it is trusted. */
  read(): Promise<readonly string[]>;
  /** Keeps a checkpoint with the head of a branch, besides those that are there; false when there is no such branch. */
  add(branch: string, checkpoint: string): Promise<boolean>;
}

/** A bug that is planted to see whether it is found: one piece of one source file, replaced when the file is read. */
export interface Plant {
  readonly name: string;
  /** End of the file's path. */
  readonly file: string;
  /** Stands in the file exactly once. */
  readonly find: string;
  readonly replace: string;
}

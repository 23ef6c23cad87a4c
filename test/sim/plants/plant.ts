/** A bug that is planted to see whether it is found: one piece of one source file, replaced when the file is read. */
export interface Plant {
  readonly name: string;
  /** End of the file's path. */
  readonly file: string;
  /** Stands in the file exactly once. */
  readonly find: string;
  readonly replace: string;
  /** Where to begin, for a bug that few of the everyday seeds meet; the first one when absent. */
  readonly from?: number;
}

/** Which test files one process runs, and how. */
export interface FilesJob {
  /** Absolute paths. */
  readonly files: readonly string[];
  /** All files in one process, one after the other: fast, for tests that share nothing. */
  readonly together: boolean;
  /** How many files run at the same time, each in a process of its own. */
  readonly atOnce: number;
  /** A test that takes longer hangs. */
  readonly timeoutMs: number;
  /** Dots and failures only. */
  readonly brief: boolean;
  /** Where the counts are written as JSON. */
  readonly countsFile: string;
}

import type { TaskStatus } from '../task/taskState.ts';

/** One task as the ledger has it. */
export interface LiveTask {
  readonly status: TaskStatus;
  /** Who holds or completed it; null when nobody does. */
  readonly owner: string | null;
  readonly epoch: number;
}

/** What the ledger says of the tasks, by id in lower case. */
export type LiveView = ReadonlyMap<string, LiveTask>;

/** What rules may know beside the documents. A rule whose fact is not there finds nothing. */
export interface LintFacts {
  /** ms since epoch */
  readonly now?: number;
  /** SHA-256 of files in hex, by path relative to the checked folder. */
  readonly hashes?: ReadonlyMap<string, string>;
  readonly live?: LiveView;
}

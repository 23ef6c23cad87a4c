/** What an agent's tool found, or why it may not or cannot: one sentence for the agent. */
export type Found<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: string };

/** A part of a text file. `from` is the 1-based number of its first line, `lines` how many the file has. */
export interface FilePart {
  readonly text: string;
  readonly from: number;
  readonly lines: number;
}

export interface ListedEntry {
  readonly path: string;
  readonly kind: 'file' | 'folder' | 'link' | 'other';
  /** Bytes; of files only. */
  readonly size: number | null;
}

export interface SearchRequest {
  readonly pattern: string;
  /** Where to look, relative to the worktree; '' is all of it. */
  readonly path: string;
  readonly ignoreCase: boolean;
}

/**
 * The files of one worktree as an agent may use them. Every path is relative to the worktree and is followed to its real place, which has to be
 * inside it and neither git's nor the swarm's. What cannot be done for a reason that the agent can mend is a value; faults of the place are thrown.
 */
export interface WorktreeFiles {
  /** Lines of a text file, from the 1-based line `from` on, at most `count`. */
  read(path: string, from: number, count: number): Promise<Found<FilePart>>;
  /** The whole of a text file, for changing it. */
  readAll(path: string): Promise<Found<string>>;
  /** Entries of a folder, all below it with `deep`, sorted, without git's and the swarm's own. */
  list(path: string, deep: boolean): Promise<Found<readonly ListedEntry[]>>;
  /** Lines that match, as `path:line: text`, at most 200 and in order of paths. */
  search(request: SearchRequest, signal: AbortSignal): Promise<Found<readonly string[]>>;
  /** Replaces a file or makes one, with the folders to it, in one step. With `mustBeNew` an existing one is refused. */
  write(path: string, text: string, mustBeNew: boolean): Promise<Found<void>>;
}

/** What the worktree of a session gets besides the files of its commit, as swarm.yaml states it. */
export interface WorktreeSpec {
  /** A command that makes a fresh worktree ready to work in; absent: none. */
  readonly setup?: string | undefined;
  /** How long it may take, in minutes. */
  readonly setupMinutes: number;
  /** Globs of files that are in the user's checkout and in no commit. */
  readonly copy: readonly string[];
  /** How many TCP ports are kept for it. */
  readonly ports: number;
}

/** What a session gets whose plan says nothing of it. */
export const usualWorktree: WorktreeSpec = { setupMinutes: 10, copy: [], ports: 10 };

/** What the machine keeps for those who work in one worktree, told to their commands: ports, and a folder for what is needed for a moment. */
export interface WorktreePlaces {
  /**
   * The variables that tell of the place of a worktree: `TMPDIR`, `TMP`, `TEMP`, and for `ports` above 0 `S2_PORT_BASE`, `S2_PORT_COUNT` and `PORT`.
   * The same at each call, and nobody else's, until `close`. Rejects when the machine has no such ports or the folder cannot be made.
   */
  environmentOf(worktree: string, ports: number): Promise<Readonly<Record<string, string>>>;
  /** Empties the folders and gives the ports back. */
  close(): Promise<void>;
}

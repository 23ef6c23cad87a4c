/** How a session's runner ended; `lastWords` is what it complained about last, `forGood` that another one could do no better. */
export interface RunnerExit {
  readonly ok: boolean;
  readonly lastWords: string;
  readonly forGood: boolean;
}

/** A session's runner in a process of its own. */
export interface RunnerProcess {
  /** Resolves when it has started its work, or has ended without. */
  readonly ready: Promise<void>;
  readonly exited: Promise<RunnerExit>;
  /** Asks it to end its command, give back its claim and exit. */
  stop(): void;
  /** Ends it at once. */
  kill(): void;
}

/** Starts runners, and clears away what a dead one has left. */
export interface RunnerProcesses {
  /** `crash` is what the session's runner before this one died of, null when there was none. */
  start(session: string, crash: string | null): RunnerProcess;
  /** Ends the commands that the session's dead runner left running. */
  endLeftovers(session: string): Promise<void>;
}

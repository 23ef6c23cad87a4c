/** How a command ended. */
export type CommandEnd =
  | { readonly kind: 'exited'; readonly code: number }
  | { readonly kind: 'signalled'; readonly signal: string }
  | { readonly kind: 'timed-out'; readonly afterMs: number }
  | { readonly kind: 'aborted' }
  | { readonly kind: 'not-started'; readonly reason: string };

export interface CommandRun {
  readonly end: CommandEnd;
  /** stdout and stderr as they came, cut to the limit. */
  readonly output: Uint8Array;
  readonly truncated: boolean;
  readonly ms: number;
}

export interface CommandRequest {
  /** As written in the plan: run without a shell unless it uses shell syntax. */
  readonly command: string;
  /** Absolute path. */
  readonly cwd: string;
  /** Added to a small clean environment; nothing else of the host's environment is passed on. */
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly maxOutputBytes: number;
  readonly signal: AbortSignal;
  readonly onOutput: (stream: 'stdout' | 'stderr', text: string) => void;
}

/** Runs one command to its end; never rejects for what the command does. Ends the whole process group on abort or time-out. */
export interface CommandRunner {
  run(request: CommandRequest): Promise<CommandRun>;
}

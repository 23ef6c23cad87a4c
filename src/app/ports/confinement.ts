/** A program with its arguments, where it runs and what it gets. Paths are absolute. */
export interface ConfinedCommand {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Has the operating system confine commands: they write only where they run and in their own temporary folder, and reach only allowed hosts. */
export interface Confinement {
  /** What to start in the place of the command. Call `over` when it has ended. */
  confine(command: ConfinedCommand): Promise<{ readonly argv: readonly string[]; readonly over: () => void }>;
}

/**
 * Tells whether a confined command, which got `env`, may reach a host that no list names, e.g. `api.example.com:443`. `signal` aborts when the command
 * has ended. `reason` is one sentence.
 */
export type AskHost = (
  env: Readonly<Record<string, string>>,
  host: string,
  signal: AbortSignal,
) => Promise<{ readonly allowed: true } | { readonly allowed: false; readonly reason: string }>;

import type { SpawnOptions } from 'node:child_process';

/** What the bootstrap hands to a command. Paths are absolute. */
export interface CommandContext {
  /** The project's folder. */
  readonly root: string;
  /** The environment for children: the right Node and the project's tools come first on the path. */
  readonly env: Record<string, string | undefined>;
  readonly node: string;
  /** Flags without which this Node does not run `.ts` files. */
  readonly nodeFlags: readonly string[];
  /** Where the person was when they gave the command. */
  readonly callerFolder: string;
  /** Runs a program in the foreground, passes signals on; resolves to its exit code. */
  readonly runChild: (program: string, args: readonly string[], options?: SpawnOptions) => Promise<number>;
  /** Runs a program without showing its output. */
  readonly captureChild: (
    program: string,
    args: readonly string[],
    options?: SpawnOptions,
  ) => Promise<{ code: number; output: string }>;
  /** Bundles into `dist/`. */
  readonly build: () => Promise<void>;
}

/** Runs one project command; resolves to its exit code. */
export type RunCommand = (args: readonly string[], context: CommandContext) => Promise<number>;

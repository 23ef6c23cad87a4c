import type { CommandEnd } from './commandRunner.ts';

/** How a program that is spoken to is started. */
export interface AgentProcessRequest {
  /** The program and its arguments: no shell reads them. */
  readonly argv: readonly string[];
  /** Absolute path. */
  readonly cwd: string;
  /** Added to a small clean environment; nothing else of the host's environment is passed on. */
  readonly env: Readonly<Record<string, string>>;
  /** What it prints on stderr, as text. */
  readonly onComplaint: (text: string) => void;
}

/** A program that is spoken to over its stdin and stdout, in a process group of its own and on record until it has ended. */
export interface AgentProcess {
  readonly input: WritableStream<Uint8Array>;
  readonly output: ReadableStream<Uint8Array>;
  /** How it ended; its group and all that carried its mark are gone then. Never rejects. */
  readonly ended: Promise<CommandEnd>;
  /** Ends the group: asks, and orders after `graceMs`. Harmless when it has ended. */
  stop(graceMs: number): void;
}

/** Starts programs that are spoken to. */
export interface AgentProcesses {
  start(request: AgentProcessRequest): AgentProcess;
}

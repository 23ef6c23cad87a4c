import { LedgerError } from '../../app/ports/ledger.ts';
import { printable } from '../../app/report/printable.ts';
import type { LeaderProblem } from '../../protocol/swarmLeader.ts';

/** Exit codes of every command: all is well; a problem was found; the command was not understood. */
export const exitCodes = { ok: 0, problem: 1, usage: 2 } as const;

/** What every command is given. */
export interface CommandContext {
  /** Absolute path of the folder to work in. */
  readonly folder: string;
  readonly json: boolean;
}

/** Prints one line of text for a person. */
export function say(text: string): void {
  process.stdout.write(`${printable(text)}\n`);
}

/** Prints a value for a machine. */
export function sayJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

/** Tells why a command could not do its work; the exit code that goes with it. */
export function sayProblem(problem: LeaderProblem, context: CommandContext): number {
  // One line, so that it may also end a stream of events.
  if (context.json) process.stdout.write(`${JSON.stringify({ error: problem })}\n`);
  process.stderr.write(`s2: ${printable(problem.message)}\n`);
  return exitCodes.problem;
}

/** What went wrong below a command, as a problem for a person; the stack is kept back unless `S2_DEBUG` asks for it. */
export function problemOf(cause: unknown): LeaderProblem {
  if (cause instanceof LedgerError) return { code: cause.code, message: cause.message };
  const what = cause instanceof Error ? cause.message : String(cause);
  const stack = process.env['S2_DEBUG'] && cause instanceof Error ? `\n${cause.stack}` : '';
  return {
    code: 'unexpected',
    message: `Something went wrong that s2 did not expect: ${what}. Run again with S2_DEBUG=1 for details.${stack}`,
  };
}

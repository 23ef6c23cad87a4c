import { assertNever } from '../../base/assertNever.ts';
import { tellingLine } from '../../domain/agent/tellingLine.ts';
import type { CommandFault } from '../../domain/governor/commandBreaker.ts';
import { oneLine } from '../../domain/agent/commitMessage.ts';
import type { CommandRun } from '../ports/commandRunner.ts';

/** Why a command did not succeed, in one sentence with the line of its output that tells most; undefined when it exited with 0. */
export function describeEnd(command: string, run: CommandRun): string | undefined {
  const name = `\`${shorten(oneLine(command))}\``;
  const said = tellingLine(textOf(run.output));
  const words = said === '' ? '' : `: ${said}`;
  switch (run.end.kind) {
    case 'exited':
      return run.end.code === 0 ? undefined : `${name} exited with code ${run.end.code}${words}`;
    case 'signalled':
      return `${name} was ended by ${run.end.signal}${words}`;
    case 'timed-out':
      return `${name} did not end within ${Math.round(run.end.afterMs / 1000)} s${words}`;
    case 'aborted':
      return `${name} was stopped`;
    case 'not-started':
      return `${name} could not be started: ${run.end.reason}`;
    default:
      return assertNever(run.end);
  }
}

/** How a command failed when that says more about the place than about the work; undefined for any other end. A shell says 126 and 127 of what it cannot start. */
export function faultOf({ end }: CommandRun): CommandFault | undefined {
  if (end.kind === 'timed-out') return 'timed-out';
  const isMissing = end.kind === 'exited' && (end.code === 126 || end.code === 127);
  return end.kind === 'not-started' || isMissing ? 'not-started' : undefined;
}

/** Output as text; bytes that are no UTF-8 become replacement characters. */
export function textOf(output: Uint8Array): string {
  return new TextDecoder().decode(output);
}

function shorten(text: string): string {
  return text.length > 160 ? `${text.slice(0, 159)}…` : text;
}

import { callName, showCall, showEnd, type CallEnd } from '../../protocol/showParts.ts';
import type { TranscriptPart, WritePart } from '../../protocol/transcriptPart.ts';
import type { CommandEnd, CommandRequest, CommandRun, CommandRunner } from '../ports/commandRunner.ts';

/** Runs a command and shows it: its line, what it prints, how it ended. */
export async function runShown(
  commands: CommandRunner,
  request: Omit<CommandRequest, 'onOutput'>,
  { call, tool, write }: { readonly call: string; readonly tool: string; readonly write: WritePart },
): Promise<CommandRun> {
  const part: TranscriptPart = { kind: 'printed', call: callName(call) };
  showCall(write, call, tool, request.command);
  const run = await commands.run({ ...request, onOutput: (stream, text) => write(stream, text, part) });
  showEnd(write, call, endOf(run));
  return run;
}

/** How a command ended, without what it printed. */
export function endOf({ end, ms }: Pick<CommandRun, 'end' | 'ms'>): CallEnd {
  if (end.kind === 'exited') return { ok: end.code === 0, ms, code: end.code };
  return { ok: false, ms, result: describe(end) };
}

function describe(end: Exclude<CommandEnd, { kind: 'exited' }>): string {
  switch (end.kind) {
    case 'signalled':
      return `ended by ${end.signal}`;
    case 'timed-out':
      return `did not end within ${Math.round(end.afterMs / 1_000)} s`;
    case 'aborted':
      return 'stopped';
    case 'not-started':
      return `could not be started: ${end.reason}`;
  }
}

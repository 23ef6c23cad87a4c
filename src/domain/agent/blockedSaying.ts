import { lastLine } from './lastLine.ts';

/** What a command says when it stops because it cannot go on. */
export interface BlockedSaying {
  /** The last line that says anything; '' when none does. */
  readonly reason: string;
  /** The task or session that it waits for, when it names one. */
  readonly on?: string;
}

/** One line of the output names whom the command waits for: `S2_BLOCKED_ON=<task or session>`. It is no part of the reason. */
const target = /^[ \t]*S2_BLOCKED_ON=([A-Za-z0-9][\w.-]{0,199})[ \t]*$/;

/** Reads what a command printed before it exited as blocked; of several targets the last one counts. */
export function readBlockedSaying(output: string): BlockedSaying {
  // Only the end matters, and an output may be megabytes.
  const lines = output.slice(-65_536).split(/[\r\n]+/);
  const on = lines.map((line) => target.exec(line)?.[1]).findLast((name) => name !== undefined);
  const reason = lastLine(lines.filter((line) => !target.test(line)).join('\n'));
  return { reason, ...(on === undefined ? {} : { on }) };
}

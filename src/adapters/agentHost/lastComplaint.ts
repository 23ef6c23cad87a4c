import { lastLine } from '../../domain/agent/lastLine.ts';

/** What a process died of, from its stderr: the line with the error of a stack trace, or else its last line. */
export function lastComplaint(stderr: string): string {
  const errors = stderr.split('\n').filter((line) => /^(\w*Error|Uncaught)\b.*: /.test(line));
  return lastLine(errors.at(-1) ?? stderr);
}

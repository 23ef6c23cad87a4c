import { lastLine } from './lastLine.ts';

/** Lines by which test runners, compilers and shells name what went wrong. */
const complaint = /(^|[^\w-])(\w*(Error|Exception)\b|error(\[|:)|not ok\b|FAIL(ED)?\b|fatal:|panicked at|✖|✗)/;

/** The line of a failed command's output that tells most: the first complaint in its end, or else its last line. */
export function tellingLine(output: string): string {
  const lines = output.slice(-16_384).split(/[\r\n]+/);
  return lastLine(lines.find((line) => line.length < 1_000 && complaint.test(line)) ?? output);
}

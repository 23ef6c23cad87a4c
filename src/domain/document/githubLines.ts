import type { Problem, Severity } from './problem.ts';

const commands: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'notice' };

/** A finding as a workflow command of GitHub Actions, which shows it at its line. Columns are stated only for a range within one line. */
export function formatForGithub({ file, range, severity, rule, message }: Problem): string {
  const { start, end } = range;
  const columns =
    start.line === end.line
      ? { col: start.character + 1, endColumn: Math.max(end.character, start.character + 1) }
      : {};
  const properties = { file, line: start.line + 1, endLine: end.line + 1, ...columns, title: rule };
  const listed = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(String(value))}`);
  return `::${commands[severity]} ${listed.join(',')}::${escapeMessage(message)}`;
}

/** What would end the command or start another one is written in percent signs. */
function escapeMessage(text: string): string {
  return text
    .replaceAll('%', '%25')
    .replaceAll('\r', '%0D')
    .replaceAll('\n', '%0A')
    .replaceAll(/\p{Cc}/gu, ' ');
}

function escapeProperty(text: string): string {
  return escapeMessage(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

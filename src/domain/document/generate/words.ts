import type { TaskStatus } from '../../task/taskState.ts';

const longest = 300;

/**
 * A text of somebody else as one line of markdown that stays what it is: no control characters, no comment, no tag, no link, no code, and
 * bars that do not end a cell.
 */
export function inline(text: string): string {
  const line = text
    .slice(0, longest)
    .toWellFormed()
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();
  const cut = text.length > longest ? `${line} …` : line;
  return cut
    .replaceAll('`', "'")
    .replaceAll('**', '')
    .replaceAll('\\', '/')
    .replaceAll('|', String.raw`\|`)
    .replaceAll('[', '(')
    .replaceAll(']', ')')
    .replaceAll('<', '‹')
    .replaceAll('>', '›');
}

/** A pipe table; cells are written as they are. Nothing when there are no rows. */
export function table(columns: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  if (rows.length === 0) return [];
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(columns), line(columns.map(() => '---')), ...rows.map(line), ''];
}

/** A status as boards write it, which our reader takes for the same. */
export function shownStatus(status: TaskStatus): string {
  switch (status) {
    case 'pending':
      return '⏳ PENDING';
    case 'ready':
      return '🔵 AVAILABLE';
    case 'claimed':
      return '🟡 CLAIMED';
    case 'verifying':
    case 'awaiting-approval':
      return '🔄 IN PROGRESS';
    case 'completed':
      return '🟢 COMPLETED';
    case 'failed':
    case 'cancelled':
      return '❌ FAILED';
  }
}

/** Dollars as people write them. */
export function dollars(amount: number): string {
  return `$${amount.toFixed(2)}`;
}

/** The minute of a time (ms since epoch) in UTC. */
export function minute(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** A list, or a dash when it is empty. */
export function list(items: readonly string[]): string {
  return items.length === 0 ? '–' : items.join(', ');
}

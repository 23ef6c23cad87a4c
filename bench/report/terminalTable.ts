import { formatTarget, formatValue, formatVerdict, type Row } from './report.ts';

/** One benchmark's figures as lines for a terminal. */
export function terminalTable(row: Row): string {
  const lines = row.figures.map((figure) =>
    [
      `  ${figure.what.padEnd(42)}`,
      formatValue(figure).padStart(14),
      formatTarget(figure).padStart(16),
      formatVerdict(figure),
    ]
      .join('  ')
      .trimEnd(),
  );
  if (row.problem !== undefined) lines.push(`  ${row.problem}`);
  return [`${row.rowOfSpec} (${row.name})`, ...lines].join('\n');
}

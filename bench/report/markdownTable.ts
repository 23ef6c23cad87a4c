import { formatTarget, formatValue, formatVerdict, machineLine, type Report } from './report.ts';

/** The page `docs/benchmarks.md`. */
export function markdownPage(report: Report): string {
  const rows = report.rows.flatMap((row) => [
    ...row.figures.map((figure) => [
      row.rowOfSpec,
      figure.what,
      formatValue(figure),
      formatTarget(figure),
      formatVerdict(figure),
    ]),
    ...(row.problem === undefined ? [] : [[row.rowOfSpec, row.problem, '', '', '']]),
  ]);
  const table = rows.map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`);
  return [
    '# Benchmarks',
    '',
    'Written by `npm run bench -- --peers --write`. Floors (fdatasync of 4 KiB, socket round trip) are measured in the same run, by turns with',
    'what is compared to them, on the disk of the repository; `×` is the ratio.',
    '',
    `Date: ${report.date} · ${machineLine(report.machine)}`,
    '',
    '| row of the specification | figure | measured | target | |',
    '|---|---|---|---|---|',
    ...table,
    '',
  ].join('\n');
}

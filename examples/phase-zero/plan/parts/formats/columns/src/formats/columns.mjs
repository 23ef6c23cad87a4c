/** Lines up rows of text in columns; `right` names the columns that are aligned to the right. */
export function columns(rows, right = []) {
  const widths = rows.reduce((widest, row) => row.map((cell, at) => Math.max(cell.length, widest[at] ?? 0)), []);
  return rows
    .map((row) => row.map((cell, at) => (right.includes(at) ? cell.padStart(widths[at]) : cell.padEnd(widths[at]))))
    .map((row) => row.join('  ').trimEnd());
}

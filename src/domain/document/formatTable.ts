const widestCell = 120;
const mostRows = 5_000;

/** Aligns the columns of the pipe table in the lines `start` up to and without `end`, in place; a table that is no plain one stays. */
export function formatTable(lines: string[], start: number, end: number): undefined {
  const rows = lines.slice(start, end).map(cellsOf);
  const columns = rows[0]?.length ?? 0;
  if (rows.length > mostRows || columns === 0) return undefined;
  if (!rows.every((cells) => cells?.length === columns && cells.every((cell) => cell.length <= widestCell)))
    return undefined;
  const widths = Array.from({ length: columns }, (_, column) =>
    rows.reduce((widest, cells) => Math.max(widest, widthOf(cells?.[column] ?? '')), 0),
  );
  for (const [index, cells] of rows.entries()) {
    const padded = (cells ?? []).map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - widthOf(cell)));
    lines[start + index] = `| ${padded.join(' | ')} |`;
  }
  return undefined;
}

/** The cells of a row that begins and ends with a bar at the left edge; undefined for any other. */
function cellsOf(line: string): readonly string[] | undefined {
  const text = line.trimEnd();
  if (!text.startsWith('|') || !text.endsWith('|') || text.endsWith('\\|') || text.length < 2) return undefined;
  const cells: string[] = [];
  let from = 1;
  for (let at = text.indexOf('|', 1); at >= 0; at = text.indexOf('|', at + 1)) {
    if (text.charAt(at - 1) === '\\') continue;
    cells.push(text.slice(from, at).trim());
    from = at + 1;
  }
  return cells;
}

/** Columns on a screen: signs of pictures and of East Asia take two. */
function widthOf(text: string): number {
  let width = 0;
  for (const char of text) {
    if (/\p{M}|\u200d|\ufe0f/u.test(char)) continue;
    width +=
      /\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60]/u.test(
        char,
      )
        ? 2
        : 1;
  }
  return width;
}

/**
 * At most about `limit` UTF-16 units of a text: two thirds from its beginning, a third from its end, with a line between that says what is
 * missing and `hint`, how to get it. No character of two units is torn.
 */
export function cutText(text: string, limit: number, hint: string): string {
  if (text.length <= limit) return text;
  const head = text.slice(0, Math.ceil((limit * 2) / 3));
  const tail = text.slice(text.length - Math.floor(limit / 3));
  const missing = text.length - head.length - tail.length;
  return `${head.toWellFormed()}\n… cut here: ${missing} characters left out; ${hint} …\n${tail.toWellFormed()}`;
}

/** The beginning of a list, with a last line that says how many more there are and `hint`, how to see them. */
export function cutLines(lines: readonly string[], limit: number, hint: string): string {
  if (lines.length <= limit) return lines.join('\n');
  return [...lines.slice(0, limit), `… cut here: ${lines.length - limit} more; ${hint} …`].join('\n');
}

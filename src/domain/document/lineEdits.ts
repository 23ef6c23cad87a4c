import { lineRange, type Range } from './range.ts';
import type { SourceText } from './sourceText.ts';

/** The range whose removal takes a whole line away, its line end included. */
export function wholeLine(source: SourceText, line: number): Range {
  if (line + 1 < source.lines.length) return { start: { line, character: 0 }, end: { line: line + 1, character: 0 } };
  if (line === 0) return lineRange(0, 0, source.line(0).length);
  return { start: source.linesRange(line - 1, line).end, end: source.linesRange(line, line + 1).end };
}

/** The line end that the document uses. */
export function lineEndOf(source: SourceText): string {
  const first = source.line(0).length;
  return source.text.startsWith('\r\n', first) ? '\r\n' : '\n';
}

/** The range whose removal takes one item out of a list such as `a, b`; the whole line when it holds nothing else. */
export function listItemRange(source: SourceText, { start, end }: Range): Range {
  const text = source.line(start.line);
  let from = start.character;
  let to = end.character;
  while (from > 0 && '`"*'.includes(text.charAt(from - 1))) from--;
  while (to < text.length && '`"*'.includes(text.charAt(to))) to++;
  const before = text.slice(0, from).trimEnd();
  if (/[,;]$/.test(before)) return lineRange(start.line, before.length - 1, to);
  const after = /^\s*[,;]\s*/.exec(text.slice(to));
  return after ? lineRange(start.line, from, to + after[0].length) : wholeLine(source, start.line);
}

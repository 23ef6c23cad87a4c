import { trimmed } from './inlineText.ts';
import type { Located } from './range.ts';
import type { SourceText } from './sourceText.ts';

/** A heading's text without its signs. */
export function headingText(source: SourceText, line: number): Located<string> {
  const text = source.line(line);
  const opening = /^\s{0,3}#{1,6}/.exec(text)?.[0].length ?? 0;
  let end = text.length;
  while (end > opening && '# \t'.includes(text.charAt(end - 1))) end--;
  return trimmed(line, text, opening, end);
}

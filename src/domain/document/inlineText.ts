import { lineRange, type Located } from './range.ts';

/** No pattern is run on more than this much of a line: a hostile line of a megabyte costs as little as a plain one. */
const patternLimit = 2_000;

/** The part of a line that patterns are tried on. */
export function clip(text: string): string {
  return text.length > patternLimit ? text.slice(0, patternLimit) : text;
}

/** A stretch of one line without surrounding blanks. */
export function trimmed(line: number, text: string, from: number, to: number): Located<string> {
  let start = from;
  let end = Math.max(from, to);
  while (start < end && isBlank(text.charCodeAt(start))) start++;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--;
  return { value: text.slice(start, end), range: lineRange(line, start, end) };
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9 || code === 0xa0 || code === 13;
}

/** Takes off marks that surround the whole text: backticks, bold, emphasis, quotes. */
export function unmarked(text: Located<string>): Located<string> {
  let { value } = text;
  let from = text.range.start.character;
  for (const mark of ['**', '__', '`', '*', '"']) {
    if (value.length <= 2 * mark.length || !value.startsWith(mark) || !value.endsWith(mark)) continue;
    value = value.slice(mark.length, -mark.length);
    from += mark.length;
  }
  return retrim(text.range.start.line, value, from);
}

function retrim(line: number, value: string, from: number): Located<string> {
  const inner = trimmed(line, value, 0, value.length);
  const start = from + inner.range.start.character;
  return { value: inner.value, range: lineRange(line, start, start + inner.value.length) };
}

/** Removes bold and code marks and the backslash of an escaped bar anywhere in a text, for titles and briefs. */
export function plain(text: string): string {
  return text
    .replaceAll('**', '')
    .replaceAll('`', '')
    .replaceAll(String.raw`\|`, '|')
    .trim();
}

/** Splits at the separators that stand outside brackets and backticks; empty parts are left out, marks are taken off. */
export function splitList(text: Located<string>, separators = ','): readonly Located<string>[] {
  const parts: Located<string>[] = [];
  const { line, character } = text.range.start;
  const { value } = text;
  let depth = 0;
  let quoted = false;
  let from = 0;
  const push = (to: number): void => {
    const part = unmarked(retrim(line, value.slice(from, to), character + from));
    if (part.value !== '') parts.push(part);
  };
  for (let at = 0; at < value.length; at++) {
    const char = value.charAt(at);
    if (char === '`') quoted = !quoted;
    else if (quoted) continue;
    else if ('({['.includes(char)) depth++;
    else if (')}]'.includes(char)) depth = Math.max(0, depth - 1);
    else if (depth === 0 && separators.includes(char)) {
      push(at);
      from = at + 1;
    }
  }
  push(value.length);
  return parts;
}

/** The text in the first pair of backticks, or the whole text when there is none: how commands are written. */
export function codeOrAll(text: Located<string>): Located<string> {
  const open = text.value.indexOf('`');
  const close = open < 0 ? -1 : text.value.indexOf('`', open + 1);
  if (close < 0) return text;
  const { line, character } = text.range.start;
  return { value: text.value.slice(open + 1, close), range: lineRange(line, character + open + 1, character + close) };
}

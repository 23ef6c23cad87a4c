import type { SwarmDocument } from './model.ts';
import { lineRange, type Located, type Range } from './range.ts';

/** One `s2-disable-next-line` comment. */
export interface Suppression {
  /** The line that it speaks of. */
  readonly line: number;
  readonly range: Range;
  /** The whole comment, its marks included. */
  readonly comment: Range;
  /** Empty when it means every rule. */
  readonly rules: readonly Located<string>[];
}

const directive = 's2-disable-next-line';
const longestList = 2_000;
const known = new WeakMap<SwarmDocument, ReadonlyMap<number, Suppression>>();

/** The comments `<!-- s2-disable-next-line rule -->` (in YAML `# s2-disable-next-line rule`) of a document by the line they speak of. */
export function readSuppressions(document: SwarmDocument): ReadonlyMap<number, Suppression> {
  const before = known.get(document);
  if (before) return before;
  const found = new Map<number, Suppression>();
  const { text } = document.source;
  for (let at = text.indexOf(directive); at >= 0; at = text.indexOf(directive, at + directive.length)) {
    const one = readAt(document, at);
    if (one) found.set(one.line, one);
  }
  known.set(document, found);
  return found;
}

function readAt({ source }: SwarmDocument, offset: number): Suppression | undefined {
  const { line, character } = source.positionAt(offset);
  const text = source.line(line);
  const opening = /(?:<!--|#)\s{0,10}$/.exec(text.slice(Math.max(0, character - 20), character));
  if (!opening) return undefined;
  const from = character + directive.length;
  const window = text.slice(from, from + longestList);
  const isMarkdown = opening[0].startsWith('<');
  const close = isMarkdown ? window.indexOf('-->') : -1;
  const list = close < 0 ? window : window.slice(0, close);
  const rules = [...list.matchAll(/[^\s,]+/g)].map((word) => ({
    value: word[0],
    range: lineRange(line, from + word.index, from + word.index + word[0].length),
  }));
  const end = close < 0 ? text.length : from + close + 3;
  return {
    line: line + 1,
    range: lineRange(line, character, from),
    comment: lineRange(line, character - opening[0].length, end),
    rules,
  };
}

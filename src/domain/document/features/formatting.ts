import { formatDocument } from '../formatDocument.ts';
import { applyFixes } from '../fixes.ts';
import type { SwarmDocument } from '../model.ts';
import type { Parsers } from '../parsers.ts';
import type { TextEdit } from '../problem.ts';
import { documentStart } from '../range.ts';
import { SourceText } from '../sourceText.ts';

/** The edits that put a document's blanks in order: at most one, from the first line that differs to the last, or of everything where line ends differ. */
export function formattingEdits({ path, source }: SwarmDocument, parsers: Parsers): readonly TextEdit[] {
  const text = formatDocument({ path, text: source.text }, parsers);
  if (text === source.text) return [];
  const after = new SourceText(text);
  const shared = Math.min(source.lines.length, after.lines.length) - 1;
  let first = 0;
  while (first < shared && source.line(first) === after.line(first)) first++;
  let tail = 0;
  while (tail < shared - first && lineFromEnd(source, tail) === lineFromEnd(after, tail)) tail++;
  const start = { line: first, character: 0 };
  const range = { start, end: startOfTail(source, tail) };
  const edit = { range, newText: after.slice({ start, end: startOfTail(after, tail) }) };
  if (applyFixes(source.text, [edit]) === text) return [edit];
  const whole = { start: documentStart.start, end: source.positionAt(source.text.length) };
  return [{ range: whole, newText: text }];
}

function lineFromEnd(source: SourceText, back: number): string {
  return source.line(source.lines.length - 1 - back);
}

/** Where the last `tail` lines begin: the end of the text when there are none. */
function startOfTail(source: SourceText, tail: number) {
  const line = source.lines.length - tail;
  return tail === 0 ? source.positionAt(source.text.length) : { line, character: 0 };
}

import { lineEndOf } from './lineEdits.ts';
import type { MarkdownBlock, Parsers } from './parsers.ts';
import { readDocument, type DocumentText } from './readDocument.ts';
import { SourceText } from './sourceText.ts';
import { formatTable } from './formatTable.ts';
import { haveSameFields, haveSameTasks } from './taskEquality.ts';

/** A text in which the formatter changes nothing any more is reached after so many rounds, or it is left alone. */
const mostRounds = 3;

/**
 * The text with its blanks in order: one blank line between blocks, none at line ends, fields and headings with single blanks, columns
 * aligned. Only white space changes, formatting twice changes nothing, and the tasks stay; a text for which that cannot be had is
 * returned as it is. YAML is left alone.
 */
export function formatDocument(input: DocumentText, parsers: Parsers): string {
  if (/\.ya?ml$/i.test(input.path) || hasOpaqueParts(input.text)) return input.text;
  let text = input.text;
  for (let round = 0; round < mostRounds; round++) {
    const next = formatOnce(text, parsers);
    if (next === text) return isSamePlan(input, text, parsers) ? text : input.text;
    text = next;
  }
  return input.text;
}

/** In preformatted HTML blanks count, and the block structure does not show where it ends. */
function hasOpaqueParts(text: string): boolean {
  return /<(?:pre|script|style|textarea|!\[CDATA\[|\?)/i.test(text) || /\r(?!\n)/.test(text) || text.includes('\0');
}

function isSamePlan(before: DocumentText, text: string, parsers: Parsers): boolean {
  if (text === before.text) return true;
  if (text.replaceAll(/\s+/gu, '') !== before.text.replaceAll(/\s+/gu, '')) return false;
  const [old, now] = [before, { path: before.path, text }].map((one) => readDocument(one, parsers));
  return old !== undefined && now !== undefined && haveSameTasks(old.tasks, now.tasks) && haveSameFields(old, now);
}

function formatOnce(text: string, parsers: Parsers): string {
  const source = new SourceText(text);
  const blocks = parsers.markdown(source);
  const kinds = lineKinds(source, blocks);
  const lines = source.lines.map((line, index) => formatLine(line, kinds[index] ?? 'other'));
  for (const block of blocks) if (block.kind === 'table') formatTable(lines, block.start, block.end);
  const spaced = spaceOut(lines, kinds);
  return spaced.length === 0 ? '' : `${spaced.join(lineEndOf(source))}${lineEndOf(source)}`;
}

/** What a line is part of; `kept` lines are not touched at all. */
type LineKind = 'heading' | 'text' | 'table' | 'kept' | 'blank' | 'other';

function lineKinds(source: SourceText, blocks: readonly MarkdownBlock[]): readonly LineKind[] {
  const kinds: LineKind[] = source.lines.map((line) => (line.trim() === '' ? 'blank' : 'other'));
  for (const block of blocks) {
    const kind = block.kind === 'fence' ? 'kept' : block.kind;
    for (let line = block.start; line < block.end; line++) kinds[line] = kind;
  }
  keepComments(source, kinds);
  return kinds;
}

/** Blank lines within a comment of HTML may be a drawing. */
function keepComments(source: SourceText, kinds: LineKind[]): void {
  let isOpen = false;
  for (const [index, line] of source.lines.entries()) {
    if (isOpen) kinds[index] = 'kept';
    const last = line.lastIndexOf('<!--');
    const close = line.lastIndexOf('-->');
    if (last >= 0 || close >= 0) isOpen = last > close;
  }
}

function formatLine(line: string, kind: LineKind): string {
  switch (kind) {
    case 'blank':
      return '';
    case 'heading':
      return line.trimEnd().replace(/^(#{1,6})[ \t]+/, '$1 ');
    case 'text':
      return (
        line
          .trimEnd()
          .replace(/^([-*+])[ \t]+(\*\*[^*]{1,60}:\*\*)[ \t]*/, '$1 $2 ')
          .trimEnd() + hardBreak(line)
      );
    case 'table':
      return line.trimEnd();
    case 'kept':
    case 'other':
      return line;
  }
}

/** Two blanks at the end of a line break it when it is shown. */
function hardBreak(line: string): string {
  return /\S {2,}$/.test(line) ? '  ' : '';
}

/** One blank line at most, one before each heading, none at the ends. Blank lines beside indented code stay. */
function spaceOut(lines: readonly string[], kinds: readonly LineKind[]): readonly string[] {
  const spaced: string[] = [];
  let blanks = 0;
  let isIndented = false;
  for (const [index, line] of lines.entries()) {
    const kind = kinds[index] ?? 'other';
    if (kind === 'blank') {
      blanks++;
      continue;
    }
    const wasIndented = isIndented;
    isIndented = kind === 'other' && /^(?: {4}|\t)/.test(line);
    const isTopHeading = kind === 'heading' && line.startsWith('#');
    const wanted = wasIndented || isIndented ? blanks : Math.min(blanks, 1);
    const least = isTopHeading && kinds[index - 1] !== 'kept' ? 1 : 0;
    for (let count = spaced.length === 0 ? 0 : Math.max(wanted, least); count > 0; count--) spaced.push('');
    spaced.push(line);
    blanks = 0;
  }
  return spaced;
}

import { append } from './append.ts';
import { lintDocuments, type LintOptions } from './lintDocuments.ts';
import type { Parsers } from './parsers.ts';
import type { Problem, TextEdit } from './problem.ts';
import { comparePositions } from './range.ts';
import { readDocument, type DocumentText } from './readDocument.ts';
import { SourceText } from './sourceText.ts';

/** Fixing stops here at the latest; fixes that call for one another need two or three rounds. */
const mostRounds = 10;

/** Applies edits to a text. An edit that overlaps one before it in the text is left out. */
export function applyFixes(text: string, edits: readonly TextEdit[]): string {
  const source = new SourceText(text);
  const parts: string[] = [];
  let from = 0;
  for (const { range, newText } of inOrder(edits)) {
    const start = source.offsetAt(range.start);
    if (start < from) continue;
    parts.push(text.slice(from, start), newText);
    from = Math.max(start, source.offsetAt(range.end));
  }
  return [...parts, text.slice(from)].join('');
}

/** Mends everything in a set of documents that can be mended, until nothing changes. Returns all texts, in the same order. */
export function fixDocuments(
  texts: readonly DocumentText[],
  parsers: Parsers,
  options: LintOptions = {},
): readonly DocumentText[] {
  let current = texts;
  for (let round = 0; round < mostRounds; round++) {
    const problems = lintDocuments(
      current.map((text) => readDocument(text, parsers)),
      options,
    );
    const byFile = Map.groupBy(
      problems.filter(({ fix }) => fix && !fix.choice),
      (problem) => problem.file,
    );
    const next = current.map((text) => ({
      ...text,
      text: applyFixes(text.text, editsOf(byFile.get(text.path) ?? [])),
    }));
    if (next.every((text, index) => text.text === current[index]?.text)) return next;
    current = next;
  }
  return current;
}

/** The edits of those fixes that do not touch one another: a fix is applied whole or left for the next round. */
function editsOf(problems: readonly Problem[]): readonly TextEdit[] {
  const fixes = problems.flatMap(({ fix }) => (fix ? [inOrder(fix.edits)] : [])).filter((edits) => edits.length > 0);
  fixes.sort(([a], [b]) => (a && b ? comparePositions(a.range.start, b.range.start) : 0));
  const taken: TextEdit[] = [];
  for (const edits of fixes) {
    const last = taken.at(-1);
    const [first] = edits;
    if (!last || (first && comparePositions(first.range.start, last.range.end) > 0)) append(taken, edits);
  }
  return taken;
}

function inOrder(edits: readonly TextEdit[]): readonly TextEdit[] {
  return [...edits].sort((a, b) => comparePositions(a.range.start, b.range.start));
}

import type { SwarmDocument } from './model.ts';

/**
 * The lines of a document that do not stand in what was written from it. Prose must stand there as it is; of headings, rows and
 * fields, which were taken apart, every word must.
 */
export function unusedLines(document: SwarmDocument, written: readonly string[]): readonly string[] {
  const text = new Set(written.map((line) => line.trim()));
  const words = new Set(written.flatMap(wordsOf));
  const structural = structuralLines(document);
  const isUsed = (line: string, index: number): boolean => {
    const bare = line.trim();
    if (bare === '' || text.has(bare) || !/[\p{L}\p{N}]/u.test(bare)) return true;
    if (!structural.has(index)) return false;
    return wordsOf(bare).every((word) => words.has(word));
  };
  return document.source.lines.flatMap((line, index) => (isUsed(line, index) ? [] : [line.trimEnd()]));
}

/** Lines that name a task, state a field of one, or head a table. */
function structuralLines({ tasks, fields, source }: SwarmDocument): ReadonlySet<number> {
  const found = new Set<number>();
  for (const task of tasks) {
    found.add(task.range.start.line);
    for (let line = task.range.start.line; line <= task.body.end.line; line++) {
      if (/^\s{0,40}(?:[-*+]\s{1,10})?\*\*[^*]{1,60}\*\*/.test(source.line(line).slice(0, 200))) found.add(line);
    }
  }
  for (const { keyRange } of fields) found.add(keyRange.start.line);
  return found;
}

function wordsOf(line: string): readonly string[] {
  return line.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

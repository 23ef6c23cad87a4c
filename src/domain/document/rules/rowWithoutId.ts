import type { SwarmDocument, TaskNode } from '../model.ts';
import type { Fix } from '../problem.ts';
import { lineRange, type Range } from '../range.ts';
import type { Finding, DocumentRule } from '../rule.ts';
import { splitRow } from '../table.ts';

/** A row without an id cannot be claimed, depended on or told apart from its neighbours. */
export const rowWithoutId: DocumentRule = {
  id: 'board/row-without-id',
  scope: 'document',
  severity: 'warning',
  loose: 'info',
  summary: 'A row of a task board has no id.',
  check: (document) => (document.kind === 'board' ? findRows(document) : []),
};

function findRows(document: SwarmDocument): readonly Finding[] {
  const used = new Set(document.tasks.map((task) => task.id.value));
  const findings: Finding[] = [];
  let above: string | undefined;
  for (const task of document.tasks) {
    if (!task.id.implicit) above = task.id.value;
    else if (task.shape === 'row') {
      const message = `The row “${task.title.value.slice(0, 60)}” has no id; write one into its ID column.`;
      const fix = fixOf(document, task, above === undefined ? undefined : countOn(above, used));
      if (fix) above = fix.id;
      findings.push({ file: document.path, range: task.range, message, ...(fix ? { fix: fix.fix } : {}) });
    }
  }
  return findings;
}

/** Fills the first cell when it is the empty ID cell. */
function fixOf(
  document: SwarmDocument,
  task: TaskNode,
  id: string | undefined,
): { readonly id: string; readonly fix: Fix } | undefined {
  const { line } = task.range.start;
  const [cell] = splitRow(document.source.line(line), line);
  if (cell?.value !== '' || id === undefined) return undefined;
  return {
    id,
    fix: {
      title: `Give it the id ${id}`,
      edits: [{ range: withBlanks(document.source.line(line), cell.range), newText: ` ${id} ` }],
    },
  };
}

/** The whole of an empty cell, up to its bars. */
function withBlanks(text: string, { start }: Range): Range {
  const from = text.slice(0, start.character).trimEnd().length;
  const to = text.length - text.slice(start.character).trimStart().length;
  return lineRange(start.line, from, to);
}

/** The next free id after `id`, which it takes. */
function countOn(id: string, used: Set<string>): string | undefined {
  const digits = /\d{1,9}$/.exec(id)?.[0];
  if (digits === undefined) return undefined;
  const stem = id.slice(0, id.length - digits.length);
  let number = Number(digits) + 1;
  while (used.has(stem + String(number).padStart(digits.length, '0'))) number++;
  const next = stem + String(number).padStart(digits.length, '0');
  used.add(next);
  return next;
}

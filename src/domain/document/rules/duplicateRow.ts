import type { SwarmDocument } from '../model.ts';
import type { PlacedTask, World } from '../world.ts';
import { wholeLine } from '../lineEdits.ts';
import type { Finding, WorldRule } from '../rule.ts';

/** Two rows for one task end up saying two things. */
export const duplicateRow: WorldRule = {
  id: 'board/duplicate-row',
  scope: 'world',
  severity: 'error',
  loose: 'warning',
  summary: 'Two rows of a task board have the same id.',
  check: ({ documents, byId }) =>
    documents.flatMap((document) => (document.kind === 'board' ? check(document, byId) : [])),
};

function check({ path, tasks, source }: SwarmDocument, byId: World['byId']): readonly Finding[] {
  const first = new Map<string, number>();
  return tasks.flatMap(({ id, shape, range }): readonly Finding[] => {
    if (id.implicit) return [];
    const { line } = range.start;
    const key = id.value.toLowerCase();
    const before = first.get(key);
    if (before === undefined) {
      first.set(key, line);
      return [];
    }
    const isSame = shape === 'row' && source.line(line).trim() === source.line(before).trim();
    const message = `${id.value} has a row already in line ${before + 1}; ${isSame ? 'remove this one' : 'give this one an id of its own'}.`;
    const fix = { title: 'Remove the row', edits: [{ range: wholeLine(source, line), newText: '' }] };
    return [{ file: path, range: id.range, message, ...lighter(byId.get(key)), ...(isSame ? { fix } : {}) }];
  });
}

/** Rows that only show the task of a phase file keep nobody from a launch. */
function lighter(tasks: readonly PlacedTask[] | undefined): Pick<Finding, 'severity'> {
  return tasks?.[0]?.document.kind === 'phase' ? { severity: 'warning' } : {};
}

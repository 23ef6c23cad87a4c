import { listItemRange } from '../lineEdits.ts';
import type { SwarmDocument, TaskNode, Written } from '../model.ts';
import type { Fix } from '../problem.ts';
import type { Finding } from '../rule.ts';

/** Items of one field that a task names twice; the first finding of a line carries the fix that takes all of them out of it. */
export function repeatedItems(
  document: SwarmDocument,
  itemsOf: (task: TaskNode) => readonly Written[],
  verb: string,
): readonly Finding[] {
  return document.tasks.flatMap((task) => {
    const seen = new Set<string>();
    const repeated = itemsOf(task).filter(
      ({ value }) => seen.has(value.toLowerCase()) || !seen.add(value.toLowerCase()),
    );
    const byLine = Map.groupBy(repeated, ({ range }) => range.start.line);
    return [...byLine.values()].flatMap((items) => {
      const fix = fixOf(document, items);
      return items.map(({ value, range }, index) => ({
        file: document.path,
        range,
        message: `${task.id.value} ${verb} ${value.slice(0, 80)} twice; take one out.`,
        ...(fix && index === 0 ? { fix } : {}),
      }));
    });
  });
}

function fixOf({ source }: SwarmDocument, items: readonly Written[]): Fix | undefined {
  if (!items.every(({ value, range }) => source.slice(range) === value)) return undefined;
  return {
    title: 'Take it out',
    edits: items.map(({ range }) => ({ range: listItemRange(source, range), newText: '' })),
  };
}

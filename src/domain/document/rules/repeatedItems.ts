import { listItemRange } from '../lineEdits.ts';
import type { SwarmDocument, TaskNode, Written } from '../model.ts';
import type { Finding } from '../rule.ts';

/** Items of one field that a task names twice, each with a fix that takes the later one out. */
export function repeatedItems(
  document: SwarmDocument,
  itemsOf: (task: TaskNode) => readonly Written[],
  verb: string,
): readonly Finding[] {
  return document.tasks.flatMap((task) => {
    const seen = new Set<string>();
    const lines = new Set<number>();
    return itemsOf(task).flatMap(({ value, range }) => {
      const key = value.toLowerCase();
      if (!seen.has(key)) {
        seen.add(key);
        return [];
      }
      // One fix for each line and round: two that take neighbours out would overlap.
      const first = !lines.has(range.start.line);
      lines.add(range.start.line);
      const written = document.source.slice(range) === value;
      const message = `${task.id.value} ${verb} ${value.slice(0, 80)} twice; take one out.`;
      const edits = [{ range: listItemRange(document.source, range), newText: '' }];
      return [
        {
          file: document.path,
          range,
          message,
          ...(first && written ? { fix: { title: 'Take it out', edits } } : {}),
        },
      ];
    });
  });
}

import { nearest } from '../nearest.ts';
import { readPriority } from '../priority.ts';
import type { TaskRule } from '../rule.ts';
import { priorities } from '../../task/plan.ts';

/** What is not P0 to P3 cannot be sorted. */
export const unknownPriority: TaskRule = {
  id: 'phase/unknown-priority',
  scope: 'tasks',
  severity: 'warning',
  summary: 'A priority is none of P0, P1, P2, P3.',
  check: (world) =>
    world.tasks.flatMap(({ task, document }) => {
      if (!task.priority) return [];
      const { value, range } = task.priority;
      const read = readPriority(value);
      const isOld = read !== undefined && value.trim().toUpperCase() !== read;
      if (read && (!isOld || (!world.manifest && document.dialect === 'legacy') || document.kind !== 'phase'))
        return [];
      const meant = read ?? nearest(value, priorities);
      const written = document.source.slice(range) === value;
      return [
        {
          file: document.path,
          range,
          message: `The priority ${value.slice(0, 60)} is none of P0, P1, P2, P3${read ? `; it is read as ${read}` : '; P2 is assumed'}.`,
          ...(meant && written ? { fix: { title: `Replace with ${meant}`, edits: [{ range, newText: meant }] } } : {}),
        },
      ];
    }),
};

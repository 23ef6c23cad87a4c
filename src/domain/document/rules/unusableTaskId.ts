import { isUsableId } from '../identifiers.ts';
import type { TaskRule } from '../rule.ts';

/** An id becomes part of file names and git refs, so it may hold no path and no sign that git refuses. */
export const unusableTaskId: TaskRule = {
  id: 'phase/unusable-task-id',
  scope: 'tasks',
  severity: 'error',
  loose: 'warning',
  summary: 'A task id cannot be used in file names and git refs.',
  check: (world) =>
    world.tasks
      .filter(({ task }) => !task.id.implicit && !isUsableId(task.id.value))
      .map(({ task, document }) => ({
        file: document.path,
        range: task.id.range,
        message: `The id "${task.id.value.slice(0, 60)}" cannot be used; write letters, digits, dots, dashes and underscores, starting with a letter or digit.`,
      })),
};

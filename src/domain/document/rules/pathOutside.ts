import { staysInside } from '../identifiers.ts';
import type { TaskRule } from '../rule.ts';

/** A deliverable outside the repository could never be merged, and no task may write there. */
export const pathOutside: TaskRule = {
  id: 'phase/path-outside',
  scope: 'tasks',
  severity: 'error',
  loose: 'info',
  summary: 'A deliverable lies outside the repository.',
  check: (world) =>
    world.tasks.flatMap(({ task, document }) =>
      task.files
        .filter((file) => !staysInside(file.value))
        .map((file) => ({
          file: document.path,
          range: file.range,
          message: `${file.value.slice(0, 120)} lies outside the repository; write a path relative to its root.`,
        })),
    ),
};

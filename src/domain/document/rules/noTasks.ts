import { documentStart } from '../range.ts';
import type { DocumentRule } from '../rule.ts';

/** A phase file in which nothing could be read as a task is more often a misunderstanding than an empty phase. */
export const noTasks: DocumentRule = {
  id: 'phase/no-tasks',
  scope: 'document',
  severity: 'warning',
  loose: 'info',
  summary: 'No task was found in a phase file.',
  check: ({ path, kind, tasks, heading }) =>
    kind === 'phase' && tasks.length === 0
      ? [
          {
            file: path,
            range: heading?.range ?? documentStart,
            message: 'No task was found in this phase file; write each as ## Task 1: Title (Model).',
          },
        ]
      : [],
};

import { documentStart } from '../range.ts';
import type { Rule } from '../rule.ts';

/** A phase file in which nothing could be read as a task is more often a misunderstanding than an empty phase. */
export const noTasks: Rule = {
  id: 'phase/no-tasks',
  severity: 'warning',
  loose: 'info',
  summary: 'No task was found in a phase file.',
  check: (world) =>
    world.documents
      .filter((document) => document.kind === 'phase' && document.tasks.length === 0)
      .map((document) => ({
        file: document.path,
        range: document.heading?.range ?? documentStart,
        message: 'No task was found in this phase file; write each as ## Task 1: Title (Model).',
      })),
};

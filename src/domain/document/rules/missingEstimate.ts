import type { TaskRule } from '../rule.ts';
import { lackFindings } from './taskFindings.ts';

const fileKeys = new Set(['estimated', 'estimated time', 'estimated cost']);

/** Budgets and the critical path need to know what a task is expected to take. */
export const missingEstimate: TaskRule = {
  id: 'phase/missing-estimate',
  scope: 'tasks',
  severity: 'info',
  summary: 'A task has no estimate of time or cost.',
  check: (world) =>
    lackFindings(
      world,
      (task, { document }) =>
        !task.estimate && (world.manifest !== undefined || !document.fields.some((field) => fileKeys.has(field.key))),
      'estimate',
      'add a line such as - **Estimated:** 2 hours, $4',
    ),
};

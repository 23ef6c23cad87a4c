import type { TaskRule } from '../rule.ts';
import { lackFindings } from './taskFindings.ts';

/** A task that names no file leaves nothing that can be checked or kept apart from other tasks. */
export const missingDeliverable: TaskRule = {
  id: 'phase/missing-deliverable',
  scope: 'tasks',
  severity: 'warning',
  summary: 'A task names no file that it delivers.',
  check: (world) =>
    lackFindings(world, (task) => task.files.length === 0, 'deliverable', 'add a line such as - **File:** src/part.ts'),
};

import type { TaskRule } from '../rule.ts';
import { lackFindings } from './taskFindings.ts';

/** Without a command that must pass, "done" is what the agent says. */
export const missingVerify: TaskRule = {
  id: 'phase/missing-verify',
  scope: 'tasks',
  severity: 'warning',
  summary: 'A task has no command that proves it done.',
  check: (world) =>
    lackFindings(
      world,
      (task) => task.verify.length === 0,
      'verify command',
      'add a line such as - **Verify:** `npm test`',
    ),
};

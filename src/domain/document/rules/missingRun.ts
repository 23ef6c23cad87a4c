import type { TaskRule } from '../rule.ts';
import { lackFindings } from './taskFindings.ts';

/** The `command` provider does nothing but run the task's command. */
export const missingRun: TaskRule = {
  id: 'phase/missing-run',
  scope: 'tasks',
  severity: 'warning',
  loose: 'off',
  summary: 'A task of a session with the `command` provider has no command to run.',
  check: (world) =>
    lackFindings(
      world,
      (task, { session }) => session?.provider === 'command' && task.run === undefined,
      'command to run although its session uses the command provider',
      'add a line such as - **Run:** `make part`',
    ),
};

import type { TaskRule } from '../rule.ts';
import { lackFindings } from './taskFindings.ts';

/** A task without a command is done by an agent that knows nothing but what the task says. */
export const missingDescription: TaskRule = {
  id: 'phase/missing-description',
  scope: 'tasks',
  severity: 'info',
  summary: 'A task says neither what to do nor what to run.',
  check: (world) =>
    lackFindings(
      world,
      (task) => task.shape === 'heading' && task.brief === '' && task.run === undefined,
      'description and no command',
      'say in a sentence or two what to do',
    ),
};

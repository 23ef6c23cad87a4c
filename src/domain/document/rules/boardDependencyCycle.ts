import type { WorldRule } from '../rule.ts';
import { cycleFindings } from './cycleFindings.ts';

/** The same as for phase files, where the circle runs through the row of a board. */
export const boardDependencyCycle: WorldRule = {
  id: 'board/dependency-cycle',
  scope: 'world',
  severity: 'error',
  loose: 'warning',
  summary: 'Rows of a task board wait for one another in a circle.',
  check: (world) => cycleFindings(world, (kind) => kind === 'board'),
};

import { nearest } from '../nearest.ts';
import type { WorldRule } from '../rule.ts';
import { unknownDependencies } from './unknownDependencies.ts';

/** The same as for phase files, for the rows of a task board. */
export const boardUnknownDependency: WorldRule = {
  id: 'board/unknown-dependency',
  scope: 'world',
  severity: 'error',
  loose: 'warning',
  summary: 'A row of a task board depends on a task that does not exist.',
  check: (world) => unknownDependencies(world, (kind) => kind === 'board', nearest),
};

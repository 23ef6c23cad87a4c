import { nearest } from '../nearest.ts';
import type { WorldRule } from '../rule.ts';
import { unknownDependencies } from './unknownDependencies.ts';

/** A dependency that names no task would hold its task back for ever. */
export const unknownDependency: WorldRule = {
  id: 'phase/unknown-dependency',
  scope: 'world',
  severity: 'error',
  loose: 'warning',
  summary: 'A task depends on a task that does not exist.',
  check: (world) => unknownDependencies(world, (kind) => kind !== 'board', nearest),
};

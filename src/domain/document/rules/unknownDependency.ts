import { nearest } from '../nearest.ts';
import type { Rule } from '../rule.ts';
import { unknownDependencies } from './unknownDependencies.ts';

/** A dependency that names no task would hold its task back for ever. */
export const unknownDependency: Rule = {
  id: 'phase/unknown-dependency',
  severity: 'error',
  loose: 'warning',
  summary: 'A task depends on a task that does not exist.',
  check: (world) => unknownDependencies(world, (kind) => kind !== 'board', nearest),
};

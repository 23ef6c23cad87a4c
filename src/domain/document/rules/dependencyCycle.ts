import type { WorldRule } from '../rule.ts';
import { cycleFindings } from './cycleFindings.ts';

/** Tasks that wait for one another, over any number of files; the phase gates of a swarm count as waiting. */
export const dependencyCycle: WorldRule = {
  id: 'phase/dependency-cycle',
  scope: 'world',
  severity: 'error',
  loose: 'warning',
  summary: 'Tasks wait for one another in a circle.',
  check: (world) => cycleFindings(world, (kind) => kind !== 'board'),
};

import { checkShape } from '../checkShape.ts';
import type { WorldRule } from '../rule.ts';
import { swarmShape } from '../swarmShape.ts';

/** Nobody shall rely on a limit that nothing keeps. */
export const notEnforced: WorldRule = {
  id: 'swarm/not-enforced',
  scope: 'world',
  severity: 'info',
  summary: 'swarm.yaml states something that this version reads but does not act on.',
  check: ({ swarm }) =>
    swarm?.yaml
      ? checkShape(swarm.yaml, swarmShape)
          .filter(({ code }) => code === 'idle')
          .map(({ message, range }) => ({ file: swarm.path, message, range }))
      : [],
};

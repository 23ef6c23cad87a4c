import { checkShape } from '../checkShape.ts';
import type { DocumentRule } from '../rule.ts';
import { swarmShape } from '../swarmShape.ts';

/** Nobody shall rely on a limit that nothing keeps. */
export const notEnforced: DocumentRule = {
  id: 'swarm/not-enforced',
  scope: 'document',
  severity: 'info',
  summary: 'swarm.yaml states something that this version reads but does not act on.',
  check: (document, { swarm }) =>
    swarm?.yaml && document === swarm && !swarm.broken
      ? checkShape(swarm.yaml, swarmShape)
          .filter(({ code }) => code === 'idle')
          .map(({ message, range }) => ({ file: swarm.path, message, range }))
      : [],
};

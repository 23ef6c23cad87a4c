import type { DocumentRule } from '../rule.ts';
import { entriesAt, itemsAt, textAt, valueAt } from '../yamlLookup.ts';

/** The numbers are a hard ceiling: with none above nought, nobody works. */
export const noAgents: DocumentRule = {
  id: 'swarm/no-agents',
  scope: 'document',
  severity: 'warning',
  loose: 'off',
  summary: 'A session may have no agent of any tier.',
  check: ({ kind, path, yaml }) =>
    kind === 'swarm'
      ? itemsAt(yaml, 'sessions').flatMap((session) => {
          const agents = valueAt(session, 'agents');
          const counts = entriesAt(agents).map(({ value }) => (value.kind === 'scalar' ? value.value : undefined));
          if (!agents || counts.length === 0 || counts.some((count) => count !== 0)) return [];
          const id = textAt(session, 'id')?.value ?? 'This session';
          return [
            {
              file: path,
              range: agents.range,
              message: `${id} may have no agents at all, so nobody works in it; allow at least one.`,
            },
          ];
        })
      : [],
};

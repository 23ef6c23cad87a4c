import { checkShape } from '../checkShape.ts';
import type { Fix } from '../problem.ts';
import { swarmShape } from '../swarmShape.ts';
import type { DocumentRule } from '../rule.ts';
import type { YamlNode } from '../parsers.ts';
import { entriesAt, itemsAt } from '../yamlLookup.ts';

/** Older plans stay readable; what they said is read in its new place only. */
export const legacyKey: DocumentRule = {
  id: 'swarm/legacy-key',
  scope: 'document',
  severity: 'warning',
  summary: 'swarm.yaml holds a key from older plans.',
  check: ({ kind, path, yaml }) =>
    kind === 'swarm' && yaml
      ? checkShape(yaml, swarmShape).flatMap(({ code, message, range }) => {
          if (code !== 'legacy') return [];
          const fix = fixOf(yaml, range.start.line);
          return [{ file: path, message, range, ...(fix ? { fix } : {}) }];
        })
      : [],
};

/** What is left of a budget becomes the budget of a session that states none. */
function fixOf(root: YamlNode, line: number): Fix | undefined {
  for (const session of itemsAt(root, 'sessions')) {
    const old = entriesAt(session).find(
      ({ key }) => key.value === 'current_budget_remaining' && key.range.start.line === line,
    );
    if (!old || entriesAt(session).some(({ key }) => key.value === 'budget')) continue;
    return { title: 'Rename to budget', edits: [{ range: old.key.range, newText: 'budget' }] };
  }
  return undefined;
}

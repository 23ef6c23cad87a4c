import { nearest } from '../nearest.ts';
import type { Finding, WorldRule } from '../rule.ts';
import { entriesAt, valueAt } from '../yamlLookup.ts';

/** A switch with a slip of the pen switches nothing. */
export const unknownRule: WorldRule = {
  id: 'swarm/unknown-rule',
  scope: 'world',
  severity: 'warning',
  loose: 'off',
  summary: 'swarm.yaml sets the severity of a rule that does not exist.',
  check: ({ swarm }, { ruleIds }) =>
    entriesAt(valueAt(valueAt(swarm?.yaml, 'lint'), 'rules')).flatMap(({ key }): readonly Finding[] => {
      if (!swarm || ruleIds.includes(key.value)) return [];
      const meant = nearest(key.value, ruleIds);
      const message = `lint: there is no rule ${key.value.slice(0, 60)}; ${meant ? `did you mean ${meant}?` : 'remove it.'}`;
      const fix = { title: `Rename to ${meant}`, edits: [{ range: key.range, newText: meant ?? '' }] };
      return [{ file: swarm.path, range: key.range, message, ...(meant ? { fix } : {}) }];
    }),
};

import { nearest } from '../nearest.ts';
import type { Finding, WorldRule } from '../rule.ts';
import { entriesAt, valueAt } from '../yamlLookup.ts';

/** A contract for nobody protects nobody. */
export const contractWithoutSession: WorldRule = {
  id: 'swarm/contract-without-session',
  scope: 'world',
  severity: 'warning',
  loose: 'off',
  summary: 'A service contract is for a session that does not exist.',
  check: ({ swarm, manifest }) => {
    const ids = manifest?.sessions.map(({ id }) => id) ?? [];
    return entriesAt(valueAt(swarm?.yaml, 'service_contracts')).flatMap(({ key }): readonly Finding[] => {
      if (!swarm || ids.includes(key.value)) return [];
      const meant = nearest(key.value, ids);
      const advice = meant ? `did you mean ${meant}?` : `sessions are ${ids.join(', ') || 'none'}.`;
      const message = `service_contracts: there is no session ${key.value.slice(0, 60)}; ${advice}`;
      const fix = { title: `Rename to ${meant}`, edits: [{ range: key.range, newText: meant ?? '' }] };
      return [{ file: swarm.path, range: key.range, message, ...(meant ? { fix } : {}) }];
    });
  },
};

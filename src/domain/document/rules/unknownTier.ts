import { nearest } from '../nearest.ts';
import type { Finding, WorldRule } from '../rule.ts';
import { knownTiers, tierOf } from '../tiers.ts';
import { entriesAt, itemsAt, valueAt } from '../yamlLookup.ts';

/** Agents of a tier that is nowhere described cannot be started. */
export const unknownTier: WorldRule = {
  id: 'swarm/unknown-tier',
  scope: 'world',
  severity: 'warning',
  loose: 'off',
  summary: 'A session has agents of a model tier that is not described.',
  check: ({ swarm, manifest }) => {
    const tiers = knownTiers(manifest);
    return itemsAt(swarm?.yaml, 'sessions').flatMap((session) =>
      entriesAt(valueAt(session, 'agents')).flatMap(({ key }): readonly Finding[] => {
        if (!swarm || tierOf(key.value, tiers) !== undefined) return [];
        const meant = nearest(key.value, tiers);
        const advice = meant ? `did you mean ${meant}?` : `described are ${tiers.join(', ')}.`;
        const message = `agents: there is no tier ${key.value.slice(0, 60)}; ${advice}`;
        const fix = { title: `Rename to ${meant}`, edits: [{ range: key.range, newText: meant ?? '' }] };
        return [{ file: swarm.path, range: key.range, message, ...(meant ? { fix } : {}) }];
      }),
    );
  },
};

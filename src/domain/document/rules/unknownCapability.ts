import { usualCapabilities } from '../../governor/capabilityRegistry.ts';
import { nearest } from '../nearest.ts';
import type { DocumentRule } from '../rule.ts';

/** Looking for the nearest name takes time; a document full of nonsense shall not take minutes. */
const mostSuggestions = 100;

/** A misspelt capability is one that nobody has. */
export const unknownCapability: DocumentRule = {
  id: 'phase/unknown-capability',
  scope: 'document',
  severity: 'warning',
  loose: 'info',
  summary: 'A task needs a capability that is neither usual nor held by a session.',
  check: ({ path, tasks, source }, { manifest }) => {
    const held = manifest?.sessions.flatMap(({ capabilities }) => capabilities) ?? [];
    const known = new Set([...usualCapabilities, ...(manifest?.capabilities ?? []), ...held]);
    const families = held
      .filter((capability) => capability.endsWith(':*'))
      .map((capability) => capability.slice(0, -1));
    let suggestions = mostSuggestions;
    return tasks.flatMap(({ id, capabilities }) =>
      capabilities.flatMap(({ value, range }) => {
        if (known.has(value) || families.some((family) => value.startsWith(family))) return [];
        const meant = suggestions-- > 0 ? nearest(value, known) : undefined;
        const advice = meant ? `did you mean ${meant}?` : 'give it to a session in swarm.yaml, or choose a usual one.';
        const message = `${id.value} needs ${value.slice(0, 60)}, which is no known capability; ${advice}`;
        const isFixable = meant !== undefined && source.slice(range) === value;
        const fix = { title: `Replace with ${meant}`, edits: [{ range, newText: meant ?? '' }] };
        return [{ file: path, range, message, ...(isFixable ? { fix } : {}) }];
      }),
    );
  },
};

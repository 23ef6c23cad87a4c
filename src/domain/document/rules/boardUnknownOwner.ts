import { nearest } from '../nearest.ts';
import type { Finding, WorldRule } from '../rule.ts';
import { matchSession } from '../subject.ts';

/** A row whose owner swarm.yaml does not describe has nobody to do it. */
export const boardUnknownOwner: WorldRule = {
  id: 'board/unknown-owner',
  scope: 'world',
  severity: 'error',
  loose: 'off',
  summary: 'A row of a task board belongs to a session that swarm.yaml does not describe.',
  check: ({ documents, manifest, byId, facts: { live } }) => {
    const sessions = manifest?.sessions ?? [];
    const ids = sessions.map(({ id }) => id);
    return documents.flatMap((document) =>
      document.kind === 'board'
        ? document.tasks.flatMap(({ session, id }): readonly Finding[] => {
            if (!session || matchSession(session.value, sessions)) return [];
            const { value, range } = session;
            const meant = nearest(value, ids);
            const advice = meant ? `did you mean ${meant}?` : `it describes ${ids.join(', ') || 'none'}.`;
            // Where the ledger knows the owner, guessing another one would go back and forth.
            const isFixable =
              meant !== undefined && !live?.has(id.value.toLowerCase()) && document.source.slice(range) === value;
            const fix = { title: `Replace with ${meant}`, edits: [{ range, newText: meant ?? '' }] };
            const message = `${id.value} belongs to ${value.slice(0, 60)}, and swarm.yaml describes no such session; ${advice}`;
            const isView = byId.get(id.value.toLowerCase())?.[0]?.document.kind === 'phase';
            return [
              {
                file: document.path,
                range,
                message,
                ...(isView ? { severity: 'warning' } : {}),
                ...(isFixable ? { fix } : {}),
              },
            ];
          })
        : [],
    );
  },
};

import type { WorldRule } from '../rule.ts';
import { stateOf, statusField } from '../statusFields.ts';

const patienceMs = 15 * 60_000;
const iso = /\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?\s?(?:Z|UTC|[+-]\d{2}:\d{2})/;

/** A session that has been silent for so long has mostly ended. */
export const stale: WorldRule = {
  id: 'status/stale',
  scope: 'world',
  severity: 'warning',
  loose: 'info',
  summary: 'A status of a working session has had no heartbeat for more than 15 minutes.',
  check: ({ documents, facts: { now } }) =>
    documents.flatMap((document) => {
      const state = document.kind === 'status' && now !== undefined ? stateOf(document) : undefined;
      if (now === undefined || state === undefined || ['waiting', 'completed'].includes(state)) return [];
      const field = statusField(
        document,
        'heartbeat',
        'last heartbeat',
        'last update',
        'last updated',
        'updated',
        'timestamp',
      );
      const written = field && iso.exec(field.value.value.slice(0, 200))?.[0];
      if (!field || written === undefined) return [];
      const age =
        now -
        Date.parse(
          written
            .replace(' ', 'T')
            .replace(/\s?UTC$/, 'Z')
            .replace(/\s/, ''),
        );
      if (!(age > patienceMs)) return [];
      const message = `The last sign of life is ${spoken(age)} old; ask the session, or take its work over.`;
      return [{ file: document.path, range: field.value.range, message }];
    }),
};

function spoken(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 120) return `${minutes} minutes`;
  return minutes < 2_880 ? `${Math.floor(minutes / 60)} hours` : `${Math.floor(minutes / 1_440)} days`;
}

import type { DocumentRule } from '../rule.ts';

/** What the reader could not make sense of is shown at its place, never dropped. */
export const unreadable: DocumentRule = {
  id: 'document/unreadable',
  scope: 'document',
  severity: 'warning',
  summary: 'A part of a document cannot be read.',
  check: ({ path, kind, problems }) =>
    kind === 'swarm'
      ? []
      : problems.map(({ message, range, severity }) => ({
          file: path,
          message,
          range,
          ...(severity === 'error' ? { severity } : {}),
        })),
};

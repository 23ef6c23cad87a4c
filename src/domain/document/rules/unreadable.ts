import type { Rule } from '../rule.ts';

/** What the reader could not make sense of is shown at its place, never dropped. */
export const unreadable: Rule = {
  id: 'document/unreadable',
  severity: 'warning',
  summary: 'A part of a document cannot be read.',
  check: (world) =>
    world.documents.flatMap((document) =>
      document.problems.map(({ message, range }) => ({ file: document.path, message, range })),
    ),
};

import type { DocumentRule } from '../rule.ts';

/** What lies there belongs to git and to the swarm itself; a task that wrote it could rewrite history or its own claim. */
export const reservedPath: DocumentRule = {
  id: 'phase/reserved-path',
  scope: 'document',
  severity: 'error',
  loose: 'warning',
  summary: 'A deliverable lies in `.git` or `.s2`.',
  check: ({ path, tasks }) =>
    tasks.flatMap((task) =>
      task.files.flatMap(({ value, range }) => {
        const reserved = value
          .slice(0, 500)
          .split('/')
          .find((part) => /^\.(?:git|s2)$/i.test(part));
        if (reserved === undefined) return [];
        const message = `${task.id.value} delivers into ${reserved}, which no task may write; put the file elsewhere.`;
        return [{ file: path, range, message }];
      }),
    ),
};

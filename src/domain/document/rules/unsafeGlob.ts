import type { DocumentRule } from '../rule.ts';

/** A deliverable that matches everything checks nothing, and no two tasks could be kept apart. */
export const unsafeGlob: DocumentRule = {
  id: 'phase/unsafe-glob',
  scope: 'document',
  severity: 'warning',
  loose: 'info',
  summary: 'A deliverable matches the whole repository.',
  check: ({ path, tasks }) =>
    tasks.flatMap((task) =>
      task.files
        .filter(({ value }) => matchesAll(value))
        .map(({ value, range }) => ({
          file: path,
          range,
          message: `The deliverable ${value} of ${task.id.value} matches the whole repository; name the files or folders that the task makes.`,
        })),
    ),
};

function matchesAll(value: string): boolean {
  const parts = value
    .slice(0, 200)
    .split('/')
    .filter((part) => part !== '' && part !== '.');
  return parts.every((part) => /^(?:\*{1,2}|\*\.\*)$/.test(part));
}

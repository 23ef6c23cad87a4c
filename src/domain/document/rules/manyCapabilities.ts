import { spanRange } from '../range.ts';
import type { DocumentRule } from '../rule.ts';

const most = 6;

/** The more a task asks for, the fewer sessions may take it or help with it. */
export const manyCapabilities: DocumentRule = {
  id: 'phase/many-capabilities',
  scope: 'document',
  severity: 'info',
  summary: 'A task needs more than six capabilities.',
  check: ({ path, tasks }) =>
    tasks.flatMap(({ id, capabilities }) => {
      const [first] = capabilities;
      const last = capabilities.at(-1);
      if (!first || !last || capabilities.length <= most) return [];
      const message = `${id.value} needs ${capabilities.length} capabilities, which few sessions have together; split the task or name what matters.`;
      return [{ file: path, range: spanRange(first.range, last.range), message }];
    }),
};

import type { Finding, WorldRule } from '../rule.ts';
import { isSameSession } from '../subject.ts';

/** The phase file decides whose task it is; a board that names another owner sends two sessions to one task. */
export const boardContradictsPlan: WorldRule = {
  id: 'board/contradicts-plan',
  scope: 'world',
  severity: 'warning',
  loose: 'off',
  summary: 'A row of a task board names another owner than the phase file of the task.',
  check: ({ documents, byId, facts: { live } }) =>
    documents.flatMap((document) =>
      document.kind === 'board'
        ? document.tasks.flatMap(({ id, session }): readonly Finding[] => {
            const stated = byId.get(id.value.toLowerCase())?.find((placed) => placed.document.kind === 'phase');
            const owner = stated?.session?.id ?? stated?.task.session?.value;
            // Where the ledger knows the task, it is the one that counts.
            if (live?.has(id.value.toLowerCase())) return [];
            if (!stated || !session || owner === undefined || isSameSession(owner, session.value)) return [];
            const { value, range } = session;
            const written = document.source.slice(range) === value;
            const message = `${id.value} is a task of ${owner} (${stated.document.path}:${stated.task.range.start.line + 1}), but this row names ${value.slice(0, 60)}; the phase file counts.`;
            const fix = { title: `Write ${owner}`, edits: [{ range, newText: owner }] };
            return [
              {
                file: document.path,
                range,
                message,
                ...(written && /^[\w.-]+$/.test(value) && !/^\d+$/.test(value) ? { fix } : {}),
              },
            ];
          })
        : [],
    ),
};

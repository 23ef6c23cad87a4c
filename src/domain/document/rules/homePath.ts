import { lineRange } from '../range.ts';
import type { DocumentRule } from '../rule.ts';

const home = /(?<![\w.~$}/-])(?:\/home\/|\/Users\/|[A-Za-z]:\\Users\\)[A-Za-z0-9_][\w.-]{0,60}/g;
const most = 50;

/** Nobody else has that folder; an agent works in a worktree of its own. */
export const homePath: DocumentRule = {
  id: 'phase/home-path',
  scope: 'document',
  severity: 'warning',
  loose: 'info',
  summary: 'A document names a path in somebody’s home folder.',
  check: ({ path, source }) =>
    [...source.text.matchAll(home)].slice(0, most).map((found) => {
      const { line, character } = source.positionAt(found.index);
      const range = lineRange(line, character, character + found[0].length);
      const fix = { title: 'Write ~ instead', edits: [{ range, newText: '~' }] };
      return {
        file: path,
        range,
        message: `${found[0]} exists on one machine only; write paths relative to the repository.`,
        ...(found[0].startsWith('/') ? { fix } : {}),
      };
    }),
};

import type { Fix } from '../problem.ts';
import { lineRange } from '../range.ts';
import type { Written } from '../model.ts';
import type { DocumentRule } from '../rule.ts';

/** A check that always passes makes "done" mean nothing, and looks as if it did. */
export const verifyCannotFail: DocumentRule = {
  id: 'phase/verify-cannot-fail',
  scope: 'document',
  severity: 'warning',
  summary: 'A verify command passes whatever the task did.',
  check: ({ path, source, tasks }) =>
    tasks.flatMap((task) =>
      task.verify
        .filter(({ value }) => cannotFail(value.slice(0, 500)))
        .map((command) => {
          const fix = source.slice(command.range) === command.value ? fixOf(command) : undefined;
          return {
            file: path,
            range: command.range,
            message: `${command.value.slice(0, 80)} passes whatever ${task.id.value} did; verify with a command that fails when the work is missing.`,
            ...(fix ? { fix } : {}),
          };
        }),
    ),
};

const swallow = /\s*(?:\|\||;)\s*(?:true|:|exit 0)\s*$/;

function cannotFail(command: string): boolean {
  return /^(?:true|:|exit 0|(?:echo|printf)\b[^|&;<>$`]*)$/.test(command.trim()) || swallow.test(command);
}

/** `npm test || true` becomes `npm test`. */
function fixOf({ value, range }: Written): Fix | undefined {
  const found = swallow.exec(value);
  if (!found || found.index === 0) return undefined;
  const { line, character } = range.start;
  const edit = { range: lineRange(line, character + found.index, range.end.character), newText: '' };
  return { title: `Let it fail: take “${found[0].trim()}” away`, edits: [edit] };
}

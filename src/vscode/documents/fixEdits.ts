import type { Fix, Problem, TextEdit } from '../../domain/document/problem.ts';
import { comparePositions } from '../../domain/document/range.ts';

/** The edits of all fixes that can be made together: a fix that overlaps an earlier one waits for the next round. */
export function combineFixes(problems: readonly Problem[]): readonly TextEdit[] {
  const taken: TextEdit[] = [];
  for (const { fix } of problems) if (fix && !fix.choice && isClear(fix, taken)) taken.push(...fix.edits);
  return taken;
}

function isClear(fix: Fix, taken: readonly TextEdit[]): boolean {
  return fix.edits.every((edit) => taken.every((other) => isApart(edit, other)));
}

/** Two insertions at one place are not apart: their order would be a guess. */
function isApart(a: TextEdit, b: TextEdit): boolean {
  const before = comparePositions(a.range.end, b.range.start);
  const after = comparePositions(b.range.end, a.range.start);
  return (
    before < 0 ||
    after < 0 ||
    (before === 0 && !isEmpty(a) && !isEmpty(b)) ||
    (after === 0 && !isEmpty(a) && !isEmpty(b))
  );
}

const isEmpty = ({ range }: TextEdit) => comparePositions(range.start, range.end) === 0;

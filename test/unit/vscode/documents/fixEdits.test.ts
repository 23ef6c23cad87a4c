import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Problem } from '../../../../src/domain/document/problem.ts';
import { lineRange } from '../../../../src/domain/document/range.ts';
import { combineFixes } from '../../../../src/vscode/documents/fixEdits.ts';

/** A finding on line 0 whose fix replaces the stretches; without stretches it has no fix. */
function problem(...stretches: readonly [number, number][]): Problem {
  const edits = stretches.map(([from, to]) => ({ range: lineRange(0, from, to), newText: 'x' }));
  const range = lineRange(0, 0, 1);
  return {
    ...{ rule: 'a/b', severity: 'error', message: 'm', file: 'f', range },
    ...(edits.length > 0 && { fix: { title: 't', edits } }),
  };
}

const cases: readonly { name: string; problems: readonly Problem[]; taken: readonly [number, number][] }[] = [
  { name: 'findings without a fix give nothing', problems: [problem()], taken: [] },
  {
    name: 'fixes apart are all made',
    problems: [problem([0, 2]), problem([4, 6])],
    taken: [
      [0, 2],
      [4, 6],
    ],
  },
  {
    name: 'neighbours are apart',
    problems: [problem([0, 2]), problem([2, 4])],
    taken: [
      [0, 2],
      [2, 4],
    ],
  },
  { name: 'the later of two overlapping fixes waits', problems: [problem([0, 3]), problem([2, 5])], taken: [[0, 3]] },
  { name: 'a fix waits as a whole', problems: [problem([0, 3]), problem([2, 5], [8, 9])], taken: [[0, 3]] },
  { name: 'two insertions at one place are not mixed', problems: [problem([3, 3]), problem([3, 3])], taken: [[3, 3]] },
  { name: 'an insertion at the edge of a change waits', problems: [problem([0, 3]), problem([3, 3])], taken: [[0, 3]] },
];

for (const { name, problems, taken } of cases)
  test(name, () => {
    const edits = combineFixes(problems).map(({ range }) => [range.start.character, range.end.character]);
    assert.deepEqual(edits, taken);
  });

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { linePatch } from '../../../../src/domain/agent/linePatch.ts';

const cases: readonly [name: string, before: string, after: string, patch: readonly string[]][] = [
  ['nothing', 'a\nb\n', 'a\nb\n', []],
  ['a new file', '', 'a\nb\n', ['@@ -1 +1 @@', '+a', '+b']],
  [
    'a changed line with what is around it',
    '1\n2\n3\n4\n5\n6\n',
    '1\n2\n3\n4\nx\n6\n',
    ['@@ -2 +2 @@', ' 2', ' 3', ' 4', '-5', '+x', ' 6'],
  ],
  [
    'changes far from each other',
    'a\n1\n2\n3\n4\n5\n6\n7\nb\n',
    'A\n1\n2\n3\n4\n5\n6\n7\nB\n',
    ['@@ -1 +1 @@', '-a', '+A', ' 1', ' 2', ' 3', '@@ -6 +6 @@', ' 5', ' 6', ' 7', '-b', '+B'],
  ],
  ['a line put between', 'a\nc\n', 'a\nb\nc\n', ['@@ -1 +1 @@', ' a', '+b', ' c']],
];
for (const [name, before, after, patch] of cases)
  test(`a diff of ${name}`, () => {
    const made = linePatch(before, after, 10_000);
    assert.deepEqual(made.patch === '' ? [] : made.patch.split('\n'), patch);
    const count = (mark: string) => patch.filter((line) => line.startsWith(mark)).length;
    assert.deepEqual([made.added, made.removed], [count('+'), count('-')]);
  });

test('what is long is cut, counted whole, and compared in a bounded time', () => {
  const lines = (from: number) => Array.from({ length: 50_000 }, (_, at) => `line ${from + at}`).join('\n');
  const made = linePatch(lines(0), lines(100_000), 500);
  assert.ok(made.patch.length <= 500, String(made.patch.length));
  assert.match(made.patch, /… \d+ more lines$/);
  assert.deepEqual([made.added, made.removed], [50_000, 50_000]);
  assert.ok(linePatch('', 'x'.repeat(1_000_000), 12_000).patch.length < 1_000);
});

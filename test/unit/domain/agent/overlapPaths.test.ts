import assert from 'node:assert/strict';
import { test } from 'node:test';
import { overlapPaths } from '../../../../src/domain/agent/overlapPaths.ts';

const cases: readonly [string, string, boolean][] = [
  ['a.txt', 'a.txt', true],
  ['./a.txt', 'a.txt', true],
  ['a.txt', 'b.txt', false],
  ['a', 'ab', false],
  ['src', 'src/a.ts', true],
  ['src/', 'src/deep/a.ts', true],
  ['src/*.ts', 'src/a.ts', true],
  ['src/*.ts', 'src/deep/a.ts', false],
  ['src/**', 'src/deep/a.ts', true],
  ['src/**', 'src', true],
  ['src/*.ts', 'docs/*.md', false],
  ['src/*.ts', 'src/deep/*.md', true],
  ['**/*.md', 'docs/a.md', true],
  ['{a,b}.txt', 'b.txt', true],
  ['', 'a.txt', false],
];

for (const [a, b, overlap] of cases)
  test(`${a} and ${b} ${overlap ? 'may name' : 'never name'} the same file`, () => {
    assert.equal(overlapPaths(a, b), overlap);
    assert.equal(overlapPaths(b, a), overlap);
  });

test('a pattern made to be slow is not', () => {
  assert.equal(overlapPaths(`${'*a'.repeat(2_000)}b`, 'a'.repeat(4_000)), false);
});

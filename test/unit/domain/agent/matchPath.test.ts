import assert from 'node:assert/strict';
import { test } from 'node:test';
import { matchPath } from '../../../../src/domain/agent/matchPath.ts';

const cases: readonly [deliverable: string, path: string, matches: boolean][] = [
  ['a.txt', 'a.txt', true],
  ['./src/a.ts', 'src/a.ts', true],
  ['src', 'src/deep/a.ts', true],
  ['src/', 'src/a.ts', true],
  ['src', 'src2/a.ts', false],
  ['*.ts', 'a.ts', true],
  ['*.ts', 'src/a.ts', false],
  ['src/**', 'src/deep/er/a.ts', true],
  ['**/*.test.ts', 'a.test.ts', true],
  ['**/*.test.ts', 'x/y/a.test.ts', true],
  ['src/**/b/*.ts', 'src/b/a.ts', true],
  ['src/**/b/*.ts', 'src/x/b/y/a.ts', false],
  ['a?c', 'abc', true],
  ['a?c', 'ac', false],
  ['*a*b*', 'xxaxxbxx', true],
  ['*a*b*', 'xxbxxaxx', false],
  ['src/{a,b}.{ts,md}', 'src/b.md', true],
  ['src/{a,b}.{ts,md}', 'src/c.md', false],
  ['', 'a.txt', false],
  ['/', 'a.txt', false],
  ['..', 'a.txt', false],
  ['a.c', 'abc', false],
  ['file[1].txt', 'file[1].txt', true],
];
for (const [deliverable, path, matches] of cases) {
  test(`${deliverable || '(empty)'} ${matches ? 'names' : 'does not name'} ${path}`, () => {
    assert.equal(matchPath(deliverable, path), matches);
  });
}

test('no pattern of a document takes long', () => {
  const hostile = [
    '*a'.repeat(500),
    '**/'.repeat(500),
    '{a,b}'.repeat(200),
    `${'?*'.repeat(500)}b`,
    '{,'.repeat(1_000),
  ];
  for (const pattern of hostile)
    assert.equal(matchPath(pattern, `${'a'.repeat(1_000)}/${'b/'.repeat(100)}c`), pattern.startsWith('**') && false);
});

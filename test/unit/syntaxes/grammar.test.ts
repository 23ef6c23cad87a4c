import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { documentFieldGuide, taskFieldGuide } from '../../../src/domain/document/features/fieldGuide.ts';
import { canonicalKeys } from '../../../src/domain/document/taskFields.ts';

interface Pattern {
  readonly include?: string;
  readonly match?: string;
  readonly patterns?: readonly Pattern[];
  readonly captures?: Readonly<Record<string, Pattern>>;
}

const grammar: {
  readonly injectionSelector: string;
  readonly patterns: readonly Pattern[];
  readonly repository: Readonly<Record<string, Pattern>>;
} = JSON.parse(readFileSync(new URL('../../../syntaxes/phase.injection.tmLanguage.json', import.meta.url), 'utf8'));

const matches = (name: string, text: string) => new RegExp(grammar.repository[name]?.match ?? '(?!)', 'g').test(text);

/** What a line looks like to one of the grammar's rules. */
const lines: readonly (readonly [string, string, boolean])[] = [
  ...[...taskFieldGuide, ...documentFieldGuide].map(({ key }) => ['field', `- **${key}:** x`, true] as const),
  ['field', '**Blocked on:** session-4 · P4.T1', true],
  ['field', '- **Anything:** x', false],
  ['taskHeading', '## Task 12: Dig (Haiku)', true],
  ['taskHeading', '## Tasks', false],
  ['directive', '<!-- s2-disable-next-line phase/unknown-model -->', true],
  ['taskId', 'after S1.P3.T1, then', true],
  ['taskId', '| P0.5.1 | x |', true],
  ['taskId', 'src/S1.P3.T1.ts', false],
  ['taskId', 'version 1.2.3', false],
  ['row', '| B-1 | x | 🔵 AVAILABLE |', true],
  ['row', '| COMPLETED |', true],
  ['row', 'it is COMPLETED now', false],
];

for (const [name, text, isMatched] of lines) {
  test(`grammar: ${name} ${isMatched ? 'colours' : 'leaves'} ${text}`, () =>
    assert.equal(matches(name, text), isMatched));
}

test('grammar: it is injected into markdown without its code, and every part of it exists', () => {
  assert.match(grammar.injectionSelector, /^L:text\.html\.markdown -markup\.fenced_code -markup\.raw/);
  const used = JSON.stringify(grammar).matchAll(/"include":"#(\w+)"/g);
  for (const [, name = ''] of used) assert.ok(grammar.repository[name], name);
});

test('guide and reader know the same fields', () => {
  assert.deepEqual(
    taskFieldGuide.map(({ key }) => key),
    canonicalKeys,
  );
});

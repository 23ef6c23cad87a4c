import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readYaml } from '../../src/adapters/yaml/readYaml.ts';
import { lintDocuments } from '../../src/domain/document/lintDocuments.ts';
import { SourceText } from '../../src/domain/document/sourceText.ts';
import { lines, read } from '../unit/domain/document/fixtures.ts';

const tree = (text: string) => readYaml(new SourceText(text));

describe('readDocument: hostile documents', () => {
  const megabyte = 1_000_000;
  const nasty: Readonly<Record<string, string>> = {
    stars: '*'.repeat(megabyte),
    bars: `${'|'.repeat(megabyte)}\n|-|-|\n|a|b|`,
    brackets: `## Task 1: ${'('.repeat(megabyte)}`,
    blanks: `## Task 1:${' '.repeat(megabyte)}x`,
    digits: `- **Estimated:** ${'1'.repeat(megabyte)}`,
    backticks: `- **Verify:** ${'`'.repeat(megabyte)}`,
    fields: '**a:** | '.repeat(megabyte / 9),
    ids: 'P0.1.1 '.repeat(megabyte / 7),
    dots: `| ID | Task |\n|--|--|\n| P0${'.1'.repeat(megabyte / 2)} | x |`,
    headings: '# Session 1\n'.repeat(megabyte / 12),
    rows: `| ID | Task |\n|--|--|\n${'| | x |\n'.repeat(megabyte / 8)}`,
    tasks: '## Task 1: x (y)\n'.repeat(megabyte / 17),
    commas: `## Task 1: x\n- **File:** ${','.repeat(megabyte)}`,
    nul: '\0'.repeat(megabyte),
    surrogates: '\uD800'.repeat(megabyte),
  };
  for (const [name, text] of Object.entries(nasty)) {
    for (const path of [
      'INSTRUCTIONS-SESSION-1-PHASE-1.md',
      'X-TASK-BOARD.md',
      'STATUS.md',
      'swarm.yaml',
      'FILLER-TASK-CATALOG.md',
      'X-COORDINATION-MATRIX.md',
      'AUTONOMOUS-NEXT-TASKS.md',
    ]) {
      it(`survives a megabyte of ${name} in ${path}`, { timeout: 20_000 }, () => {
        assert.equal(read(path, text).path, path);
      });
    }
  }
});

describe('lintDocuments: large boards', () => {
  const board = (row: (index: number) => string, rows: number): string =>
    lines('| ID | Task | Dependencies |', '|-|-|-|', ...Array.from({ length: rows }, (_, index) => row(index)));
  const large: Readonly<Record<string, string>> = {
    'a cycle of 20,000 tasks': board((index) => `| A-${index} | x | A-${(index + 1) % 20_000} |`, 20_000),
    '20,000 unknown dependencies': board((index) => `| A-${index} | x | B-${index} |`, 20_000),
    '20,000 rows without id': board((index) => (index === 0 ? '| A-1 | x | |' : '| | x | A-1 |'), 20_000),
    '20,000 rows that wait for all above': board((index) => `| A-${index} | x | All above |`, 20_000),
    'a list of 200,000 dependencies': lines(
      '| ID | Task | Dependencies |',
      '|-|-|-|',
      `| A-1 | x | ${'b-1, '.repeat(200_000)} |`,
    ),
  };
  for (const [name, text] of Object.entries(large)) {
    it(`survives ${name}`, { timeout: 20_000 }, () => {
      assert.ok(lintDocuments([read('X-TASK-BOARD.md', text)]).length > 0);
    });
  }
});

describe('readYaml: attacks', () => {
  const doubling = Array.from({ length: 30 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}, *a${i}, *a${i}]`);
  const attacks: Readonly<Record<string, string>> = {
    'aliases that double': ['a0: &a0 [x]', ...doubling].join('\n'),
    'brackets without end': '['.repeat(200_000),
    'nested lists in one line': '- '.repeat(100_000),
    'a huge text': 'a: b\n'.repeat(100_000),
  };
  for (const [name, text] of Object.entries(attacks)) {
    it(`refuses ${name}`, { timeout: 20_000 }, () => assert.ok(tree(text).errors.length > 0));
  }
  const slow: Readonly<Record<string, string>> = {
    quotes: '"'.repeat(200_000),
    'blank lines': '\n'.repeat(200_000),
    keys: Array.from({ length: 20_000 }, (_, i) => `k${i}: 1`).join('\n'),
    aliases: Array.from({ length: 6_000 }, (_, i) => `k${i}: &a${i} [1]\nj${i}: *a${i}`).join('\n'),
    'closing braces': `a: b\n${'}\n'.repeat(100_000)}`,
    'an alias of itself': 'a: &a [*a]',
  };
  for (const [name, text] of Object.entries(slow)) {
    it(`survives ${name}`, { timeout: 20_000 }, () => assert.ok(Array.isArray(tree(text).errors)));
  }
});

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

describe('readDocument: what is too large', () => {
  const large: Readonly<Record<string, string>> = {
    '10 MB of prose': 'Wash up, dry up.\n'.repeat(600_000),
    '10 MB in one line': 'x'.repeat(10_000_000),
    '30,000 lines': '- a\n'.repeat(30_000),
    '200,000 cells': `| ID | Task |\n|-|-|\n${'| a | b | c | d | e | f | g | h |\n'.repeat(24_000)}`,
  };
  for (const [name, text] of Object.entries(large)) {
    it(`refuses ${name} with one error that says so`, { timeout: 20_000 }, () => {
      for (const path of ['INSTRUCTIONS-SESSION-1-PHASE-1.md', 'X-TASK-BOARD.md', 'STATUS.md']) {
        const problems = lintDocuments([read(path, text)]).filter(({ severity }) => severity === 'error');
        assert.deepEqual(
          problems.map(({ rule }) => rule),
          ['document/unreadable'],
        );
      }
    });
  }
});

describe('swarm.yaml that is no YAML', () => {
  const sound = 'version: 1\nname: x\ndocuments: ["*.md"]\nsessions:\n  - { id: a, capabilities: [b:c] }\n';
  const broken: Readonly<Record<string, string>> = {
    'an unclosed list': sound.replace('"]', '"'),
    'an unclosed inner list': sound.replace('b:c]', 'b:c'),
    'an unclosed map': sound.replace('] }', ']'),
    'an unclosed quote': sound.replace('*.md"', '*.md'),
    'a missing colon': sound.replace('name: x', 'name x'),
  };
  for (const [name, text] of Object.entries(broken)) {
    it(`gives one finding for ${name}`, () => {
      const phase = read('INSTRUCTIONS-SESSION-a-PHASE-1.md', '## Task 1: x (Haiku)\nDo it.\n');
      const problems = lintDocuments([read('swarm.yaml', text), phase]).filter(({ file }) => file === 'swarm.yaml');
      assert.deepEqual(
        problems.map(({ rule }) => rule),
        ['swarm/schema'],
      );
    });
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
    'signs that are all out of place': ']['.repeat(120_000),
    'a text of errors': `a: "${'x\n'.repeat(120_000)}"`,
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

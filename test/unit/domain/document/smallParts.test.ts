import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readEstimate, readMoney } from '../../../../src/domain/document/estimate.ts';
import { readFields } from '../../../../src/domain/document/fields.ts';
import { matchesGlob } from '../../../../src/domain/document/glob.ts';
import { isBranchName, isUsableId, staysInside } from '../../../../src/domain/document/identifiers.ts';
import { createLintReport, formatProblem } from '../../../../src/domain/document/lintReport.ts';
import { nearest } from '../../../../src/domain/document/nearest.ts';
import { lineRange } from '../../../../src/domain/document/range.ts';
import { SourceText } from '../../../../src/domain/document/sourceText.ts';
import { readTaskWord } from '../../../../src/domain/document/taskWord.ts';
import { read } from './fixtures.ts';

/** Each row: the arguments and what comes of them. */
function check<T extends readonly unknown[]>(
  name: string,
  subject: (...input: T) => unknown,
  rows: readonly (readonly [...T, unknown])[],
): void {
  describe(name, () => {
    for (const row of rows) {
      it(JSON.stringify(row), () => assert.deepEqual(subject(...(row.slice(0, -1) as unknown as T)), row.at(-1)));
    }
  });
}

check('readEstimate', readEstimate, [
  ['2 hours, $4', { hours: 2, cost: 4 }],
  ['3-4 hours | $5-8', { hours: 4, cost: 8 }],
  ['~1.5h', { hours: 1.5 }],
  ['30 min', { hours: 0.5 }],
  ['2 days', { hours: 16 }],
  ['45 hours, $1,234.50 total', { hours: 45, cost: 1234.5 }],
  ['soon', {}],
  ['2 hamsters', {}],
]);
check('readMoney', readMoney, [
  ['$40', 40],
  ['40.0', 40],
  ['40 USD', 40],
  ['-1', undefined],
  ['forty', undefined],
  ['', undefined],
]);
check('readTaskWord', readTaskWord, [
  ['🔵 AVAILABLE', 'available'],
  ['🟡 QUEUED', 'pending'],
  ['🟡', 'claimed'],
  ['🟢 COMPLETE', 'completed'],
  ['⏳ UNCLAIMED', 'available'],
  ['🔄 IN PROGRESS (2 of 5)', 'in-progress'],
  ['🔴', 'blocked'],
  ['well', undefined],
]);
check('matchesGlob', matchesGlob, [
  ['phases/**/*.md', 'phases/a.md', true],
  ['phases/**/*.md', 'phases/b/c/a.md', true],
  ['phases/**/*.md', 'other/a.md', false],
  ['**', 'a/b', true],
  ['*.md', 'a/b.md', false],
  ['./a?.{md,txt}', 'ab.txt', true],
  ['a*b*c', 'aXbXbc', true],
  ['a*b*c', 'aXbXbd', false],
  ['**/**/**/**/x', 'a/b/c/d/e/f', false],
  ['*'.repeat(500), 'a'.repeat(5_000), true],
  [`${'*a'.repeat(200)}b`, 'a'.repeat(5_000), false],
]);
check('nearest', nearest, [
  ['Sonett', ['haiku', 'sonnet', 'opus'], 'sonnet'],
  ['S1.P1.T11', ['S1.P1.T1', 'S2.P1.T1'], 'S1.P1.T1'],
  ['teh', ['the', 'ten'], undefined],
  ['zzz', ['haiku'], undefined],
  ['', ['a'], undefined],
]);
check('isUsableId', isUsableId, [
  ['S1.P3.T2', true],
  ['a_b-c.1', true],
  ['../x', false],
  ['a..b', false],
  ['a.lock', false],
  ['-a', false],
  ['a b', false],
  ['a/b', false],
  ['', false],
]);
check('isBranchName', isBranchName, [
  ['s2/ndi', true],
  ['s2/*', true],
  ['--force', false],
  ['a..b', false],
  ['a b', false],
  ['a/.b', false],
  ['a.lock/b', false],
  ['a/', false],
  ['HEAD', false],
  ['a@{1}', false],
  ['a\nb', false],
]);
check('staysInside', staysInside, [
  ['a/b/*.ts', true],
  ['..a/b..', true],
  ['../a', false],
  ['a/../../b', false],
  ['{a,..}/b', false],
  ['/etc/passwd', false],
  ['~/x', false],
  ['C:/x', false],
  ['a\\..\\b', false],
]);

describe('readFields', () => {
  const short = (line: string) =>
    readFields(0, line).map(({ key, value, bulleted }) => `${key}=${value.value}${bulleted ? ' •' : ''}`);
  const rows: readonly (readonly [string, readonly string[]])[] = [
    ['**Key:** value', ['key=value']],
    ['- **Key**: value', ['key=value •']],
    ['  * [ ] **Key:**', ['key= •']],
    ['12. **Key:** v', ['key=v •']],
    ['**A:** 1 | **B:** 2 | c', ['a=1', 'b=2 | c']],
    ['text **Key:** value', []],
    ['**no colon** value', []],
    ['**:** x', []],
    ['** **: x', []],
  ];
  for (const [line, expected] of rows) it(line, () => assert.deepEqual(short(line), expected));
});

describe('SourceText', () => {
  it('maps offsets and positions both ways over all line ends', () => {
    const text = 'a\r\nb🔵\rc\n\nd';
    const source = new SourceText(text);
    assert.deepEqual(source.lines, ['a', 'b🔵', 'c', '', 'd']);
    for (let offset = 0; offset <= text.length; offset++) {
      const back = source.offsetAt(source.positionAt(offset));
      assert.equal(back, text.startsWith('\r\n', offset - 1) ? offset - 1 : offset);
    }
    assert.deepEqual(source.positionAt(999), { line: 4, character: 1 });
    assert.equal(source.offsetAt({ line: 99, character: 99 }), text.length);
  });
});

describe('lint report', () => {
  const problem = {
    rule: 'a/b',
    severity: 'warning',
    message: 'Say it.\u001B[31m',
    file: 'x.md',
    range: lineRange(2, 4, 6),
  } as const;
  it('has the shape that machines read', () => {
    const fix = { title: 't', edits: [] };
    const document = read('INSTRUCTIONS-SESSION-1-PHASE-1.md', '# Session 1 - Phase 1\n## Task 1: x\n');
    assert.deepEqual(createLintReport([document], [problem, { ...problem, severity: 'error', fix }]), {
      documents: [{ file: 'INSTRUCTIONS-SESSION-1-PHASE-1.md', kind: 'phase', dialect: 'canonical', tasks: 1 }],
      problems: [
        {
          file: 'x.md',
          rule: 'a/b',
          severity: 'warning',
          message: problem.message,
          range: problem.range,
          fixable: false,
        },
        { file: 'x.md', rule: 'a/b', severity: 'error', message: problem.message, range: problem.range, fixable: true },
      ],
      summary: { documents: 1, tasks: 1, errors: 1, warnings: 1, infos: 0 },
    });
  });
  it('prints one line without control signs', () => {
    assert.equal(formatProblem(problem), 'x.md:3:5 warning a/b Say it. [31m');
  });
});

import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { describe, it } from 'node:test';
import { lintDocuments } from '../../../../src/domain/document/lintDocuments.ts';
import { rules } from '../../../../src/domain/document/rules/index.ts';
import { fixtureFolder, lines, read, readFixtures, testFacts } from './fixtures.ts';

function check(folder: string): void {
  const fixtures = readFixtures(folder);
  const problems = lintDocuments(
    fixtures.map((fixture) => read(fixture.path, fixture.text)),
    { facts: testFacts },
  );
  for (const { path, expected } of fixtures) {
    const found = problems
      .filter((problem) => problem.file === path)
      .map((problem) => `${problem.range.start.line + 1} ${problem.rule} ${problem.severity}`);
    assert.deepEqual(found.sort(), [...expected].sort(), path);
  }
}

describe('lintDocuments', () => {
  for (const folder of readdirSync(fixtureFolder)) it(`finds what ${folder} announces`, () => check(folder));

  it('has a fixture for every rule', () => {
    const announced = new Set(
      readdirSync(fixtureFolder).flatMap((folder) =>
        readFixtures(folder).flatMap((fixture) => fixture.expected.map((line) => line.split(' ')[1])),
      ),
    );
    const silent = rules.filter((rule) => !announced.has(rule.id)).map((rule) => rule.id);
    assert.deepEqual(silent, []);
  });

  it('shows the whole path of a cycle across files', () => {
    const task = (needs: string): string => lines('# Session', '', '## Task 1: x', `- **Depends on:** ${needs}`);
    const problems = lintDocuments([
      read('INSTRUCTIONS-SESSION-1-PHASE-1.md', task('S2.P1.T1')),
      read('a/INSTRUCTIONS-SESSION-2-PHASE-1.md', task('S3.P1.T1')),
      read('INSTRUCTIONS-SESSION-3-PHASE-1.md', task('S1.P1.T1')),
    ]).filter((problem) => problem.rule === 'phase/dependency-cycle');
    assert.equal(problems.length, 1);
    assert.match(
      problems[0]?.message ?? '',
      /S1\.P1\.T1 \(INSTRUCTIONS-SESSION-1-PHASE-1\.md:3\) → S2\.P1\.T1 \(a\/INSTRUCTIONS-SESSION-2-PHASE-1\.md:3\) → S3\.P1\.T1 .* → S1\.P1\.T1 /,
    );
    assert.deepEqual(problems[0]?.range, { start: { line: 3, character: 18 }, end: { line: 3, character: 26 } });
  });

  it('says once that a glob leads out of the folder', () => {
    const problems = lintDocuments([
      read('swarm.yaml', 'version: 1\nname: x\ndocuments: ["*.md", "../x/*.md"]\nsessions:\n  - id: session-1\n'),
      read('INSTRUCTIONS-SESSION-1-PHASE-1.md', lines('# Session 1 - Phase 1', '', '## Task 1: x')),
    ]).filter(({ file, range }) => file === 'swarm.yaml' && range.start.line === 2);
    assert.deepEqual(
      problems.map(({ rule }) => rule),
      ['swarm/schema'],
    );
  });

  it('lets swarm.yaml and a person choose severities', () => {
    const phase = read('INSTRUCTIONS-SESSION-1-PHASE-1.md', lines('# Session 1 - Phase 1', '## Task 1: x (nobody)'));
    const severityOf = (problems: ReturnType<typeof lintDocuments>, rule: string) =>
      problems.find((problem) => problem.rule === rule)?.severity;
    const chosen = lintDocuments([phase], {
      severities: new Map([
        ['phase/unknown-model', 'error'],
        ['phase/missing-verify', 'off'],
      ]),
    });
    assert.equal(severityOf(chosen, 'phase/unknown-model'), 'error');
    assert.equal(severityOf(chosen, 'phase/missing-verify'), undefined);
    const swarm = read(
      'swarm.yaml',
      lines(
        'version: 1',
        'name: x',
        'documents: ["*.md"]',
        'sessions: [{ id: session-1 }]',
        'lint: { rules: { phase/unknown-model: info, phase/missing-verify: error } }',
      ),
    );
    const own = lintDocuments([swarm, phase], { severities: new Map([['phase/missing-verify', 'off']]) });
    assert.equal(severityOf(own, 'phase/unknown-model'), 'info');
    assert.equal(severityOf(own, 'phase/missing-verify'), 'error');
  });

  it('does not lint a document that a revised one replaces', () => {
    const broken = lines('# Session 1 - Phase 1', '## Task 1: x (nobody)');
    const paths = lintDocuments([
      read('INSTRUCTIONS-SESSION-1-PHASE-1.md', broken),
      read('INSTRUCTIONS-SESSION-1-PHASE-1-REVISED.md', broken),
    ]).map((problem) => problem.file);
    assert.deepEqual([...new Set(paths)], ['INSTRUCTIONS-SESSION-1-PHASE-1-REVISED.md']);
  });

  it('takes only a directive in a comment of the line above', () => {
    const lint = (above: string): number =>
      lintDocuments([
        read('INSTRUCTIONS-SESSION-1-PHASE-1.md', lines('# Session 1 - Phase 1', above, '## Task 1: x (nobody)')),
      ]).filter((problem) => problem.rule === 'phase/unknown-model').length;
    assert.equal(lint('<!-- s2-disable-next-line -->'), 0);
    assert.equal(lint('<!-- s2-disable-next-line phase/unknown-model -->'), 0);
    assert.equal(lint('<!-- s2-disable-next-line phase/missing-verify -->'), 1);
    assert.equal(lint('say s2-disable-next-line aloud'), 1);
  });
});

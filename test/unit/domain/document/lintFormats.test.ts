import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatForGithub } from '../../../../src/domain/document/githubLines.ts';
import { lintDocuments } from '../../../../src/domain/document/lintDocuments.ts';
import type { Problem } from '../../../../src/domain/document/problem.ts';
import { lineRange } from '../../../../src/domain/document/range.ts';
import { rules } from '../../../../src/domain/document/rules/index.ts';
import { createSarif } from '../../../../src/domain/document/sarif.ts';
import { read, readFixtures, testFacts } from './fixtures.ts';

const problem: Problem = {
  rule: 'phase/secret',
  severity: 'info',
  message: 'Say: 50 %, or\nmore\u001B[31m.',
  file: 'a b/c,d:e.md',
  range: lineRange(2, 4, 6),
  fix: { title: 'Mend it', edits: [{ range: lineRange(2, 4, 6), newText: 'x' }] },
};

describe('lint formats', () => {
  it('gives GitHub one command that no name or message can leave', () => {
    assert.equal(
      formatForGithub(problem),
      '::notice file=a b/c%2Cd%3Ae.md,line=3,endLine=3,col=5,endColumn=6,title=phase/secret::Say: 50 %25, or%0Amore [31m.',
    );
    const spread = { start: { line: 0, character: 3 }, end: { line: 4, character: 1 } };
    assert.match(formatForGithub({ ...problem, range: spread }), /line=1,endLine=5,title=/);
  });

  it('gives SARIF a result with level, escaped path, region and fix', () => {
    const log = JSON.parse(JSON.stringify(createSarif([problem], { rules, version: '1.2.3' })));
    const region = { startLine: 3, startColumn: 5, endLine: 3, endColumn: 7 };
    const artifactLocation = { uri: 'a%20b/c%2Cd%3Ae.md' };
    assert.deepEqual(log.runs[0].results, [
      {
        ruleId: 'phase/secret',
        ruleIndex: rules.findIndex(({ id }) => id === 'phase/secret'),
        level: 'note',
        message: { text: problem.message },
        locations: [{ physicalLocation: { artifactLocation, region } }],
        fixes: [
          {
            description: { text: 'Mend it' },
            artifactChanges: [
              { artifactLocation, replacements: [{ deletedRegion: region, insertedContent: { text: 'x' } }] },
            ],
          },
        ],
      },
    ]);
  });

  it('keeps to what SARIF 2.1.0 requires, over all findings of the fixtures', () => {
    const documents = readFixtures('swarm-garden').map(({ path, text }) => read(path, text));
    const log = JSON.parse(
      JSON.stringify(createSarif(lintDocuments(documents, { facts: testFacts }), { rules, version: '1.2.3' })),
    );
    assert.equal(log.version, '2.1.0');
    const [run] = log.runs;
    const ids: string[] = run.tool.driver.rules.map(({ id }: { id: string }) => id);
    assert.equal(new Set(ids).size, ids.length);
    assert.equal(run.columnKind, 'utf16CodeUnits');
    assert.ok(run.results.length > 30);
    for (const result of run.results) {
      assert.equal(ids[result.ruleIndex], result.ruleId);
      assert.ok(['error', 'warning', 'note'].includes(result.level));
      assert.ok(result.message.text.length > 0);
      const { artifactLocation, region } = result.locations[0].physicalLocation;
      assert.doesNotThrow(() => new URL(artifactLocation.uri, 'file:///x/'));
      assert.ok(region.startLine >= 1 && region.startColumn >= 1 && region.endLine >= region.startLine);
      assert.ok(region.endLine > region.startLine || region.endColumn >= region.startColumn);
    }
  });
});

import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { describe, it } from 'node:test';
import { applyFixes, fixDocuments } from '../../../../src/domain/document/fixes.ts';
import { lintDocuments } from '../../../../src/domain/document/lintDocuments.ts';
import { lineRange } from '../../../../src/domain/document/range.ts';
import { rules } from '../../../../src/domain/document/rules/index.ts';
import { fixtureFolder, lines, parsers, read, readFixtures, testFacts } from './fixtures.ts';

const phase = 'INSTRUCTIONS-SESSION-1-PHASE-1.md';
const sound = ['- **File:** a.ts', '- **Estimated:** 1 hour', '- **Verify:** `true`'];

/** Every other rule is off, so that only the fix of this one is seen. */
function without(rule: string): ReadonlyMap<string, 'off'> {
  return new Map(rules.flatMap(({ id }) => (id === rule ? [] : [[id, 'off']])));
}

/** The rule must be found, its fix must give exactly `after`, and then it must be silent. */
function check(rule: string, path: string, before: string, after: string): void {
  it(`${rule}: ${path}`, () => {
    const found = lintDocuments([read(path, before)]).filter((problem) => problem.rule === rule);
    assert.ok(found.length > 0 && found.every((problem) => problem.fix), 'the rule offers a fix');
    const [fixed] = fixDocuments([{ path, text: before }], parsers, { severities: without(rule) });
    assert.equal(fixed?.text, after);
    assert.deepEqual(
      lintDocuments([read(path, after)]).filter((problem) => problem.rule === rule),
      [],
    );
  });
}

describe('fixes', () => {
  it('never lets a task wait for itself', () => {
    const text = lines('# Session 1 - Phase 1', '', '## Task 1: x (Haiku)', ...sound, '- **Depends on:** S2.P1.T1');
    const [fixed] = fixDocuments([{ path: phase, text }], parsers, { severities: without('phase/unknown-dependency') });
    assert.equal(fixed?.text, text);
  });

  const task = (...fields: readonly string[]) =>
    lines('# Session 1 - Phase 1', '', '## Task 1: x (Haiku)', ...sound, ...fields);
  check(
    'phase/unknown-model',
    phase,
    lines('# Session 1 - Phase 1', '## Task 1: x (Sonett)', ...sound),
    lines('# Session 1 - Phase 1', '## Task 1: x (Sonnet)', ...sound),
  );
  check(
    'phase/unknown-dependency',
    phase,
    `${task('- **Depends on:** S1.P1.T22, S1.P1.T2')}## Task 2: y (Haiku)\n`,
    `${task('- **Depends on:** S1.P1.T2, S1.P1.T2')}## Task 2: y (Haiku)\n`,
  );
  check(
    'phase/file-name-mismatch',
    phase,
    lines('# Session 4 (Oven) - Phases 2-3: bread', '## Task 1: x'),
    lines('# Session 1 (Oven) - Phases 1: bread', '## Task 1: x'),
  );
  check('phase/unknown-priority', phase, task('- **Priority:** high'), task('- **Priority:** P1'));
  check('phase/unknown-field', phase, task('- **Depend on:** none'), task('- **Depends on:** none'));
  check(
    'phase/polling-loop',
    phase,
    lines(
      '# Session 1 - Phase 1',
      '## Task 1: x',
      '1. wait',
      '   ```bash',
      '   git pull',
      '   sleep 60',
      '   ```',
      '',
      '**Completion:** commit, auto-poll Phase 2',
    ),
    lines(
      '# Session 1 - Phase 1',
      '## Task 1: x',
      '1. wait',
      '   The next phase is announced when it is ready; nothing needs to be polled.',
      '',
      '**Completion:** commit, next phase',
    ),
  );
  check(
    'board/unknown-dependency',
    'A-TASK-BOARD.md',
    lines('| ID | Task | Dependencies |', '|-|-|-|', '| TB-01 | a | |', '| TB-02 | b | TB-11 |'),
    lines('| ID | Task | Dependencies |', '|-|-|-|', '| TB-01 | a | |', '| TB-02 | b | TB-01 |'),
  );
  check(
    'board/row-without-id',
    'A-TASK-BOARD.md',
    lines('| ID | Task |', '|-|-|', '| W-09 | a |', '| | b |', '|  | c |', '| W-10 | d |'),
    lines('| ID | Task |', '|-|-|', '| W-09 | a |', '| W-11 | b |', '| W-12 | c |', '| W-10 | d |'),
  );
  check(
    'swarm/schema',
    'swarm.yaml',
    'version: 1\nname: x\ndocumnets: ["*.md"]\nsessions: [{ id: a, provder: comand }]\n',
    'version: 1\nname: x\ndocuments: ["*.md"]\nsessions: [{ id: a, provider: command }]\n',
  );

  for (const folder of readdirSync(fixtureFolder)) {
    it(`settles on ${folder} and leaves nothing that can be fixed`, () => {
      const once = fixDocuments(readFixtures(folder), parsers, { facts: testFacts });
      const left = lintDocuments(
        once.map(({ path, text }) => read(path, text)),
        { facts: testFacts },
      ).filter(({ fix }) => fix && !fix.choice);
      assert.deepEqual(left, []);
      assert.deepEqual(
        fixDocuments(once, parsers, { facts: testFacts }).map(({ text }) => text),
        once.map(({ text }) => text),
      );
    });
  }

  it('applies edits in any order and leaves out what overlaps', () => {
    const edit = (from: number, to: number, newText: string) => ({ range: lineRange(0, from, to), newText });
    assert.equal(applyFixes('abcdef\r\nx', [edit(4, 5, 'E'), edit(0, 2, 'AB'), edit(1, 3, '!!')]), 'ABcdEf\r\nx');
    assert.equal(applyFixes('ab', [edit(9, 99, 'c')]), 'abc');
    assert.equal(applyFixes('', []), '');
  });
});

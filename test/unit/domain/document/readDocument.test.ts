import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { SwarmDocument, TaskNode } from '../../../../src/domain/document/model.ts';
import type { Located } from '../../../../src/domain/document/range.ts';
import { lines, read } from './fixtures.ts';

const phaseName = 'phases/INSTRUCTIONS-SESSION-1-PHASE-3.md';
const canonical = lines(
  '# Session 1 (NDI) - Phase 3',
  '',
  '**Blocked on:** session-4 · P4.T1',
  '',
  '## Task 1: Staging deployment (Sonnet)',
  'Put it where the others can see it.',
  '',
  '- keep the old one',
  '- **ID:** stage',
  '- **File:** deploy/staging.yml, deploy/{a,b}/*.env',
  '- **Depends on:** S1.P2.T4, session-4 · P4.T1',
  '- **Capabilities:** integration:ndi, docs:technical-writing',
  '- **Priority:** P1',
  '- **Estimated:** 2 hours, $4',
  '- **Run:** `make staging`',
  '- **Verify:** `npm test -- ndi, all`',
  '- **Verify:** test -f deploy/staging.yml',
  '- **Unblock:** security:signing · `make sign`',
  '',
  '## Task 2: Tell it (haiku)',
  '',
  '**Completion:** commit, next phase',
);

const values = (written: readonly Located<string>[]) => written.map((part) => part.value);
const slices = (document: SwarmDocument, written: readonly Located<string>[]) =>
  written.map((part) => document.source.slice(part.range));

describe('readDocument: a canonical phase file', () => {
  const document = read(phaseName, canonical);
  const [stage, tell] = document.tasks as readonly [TaskNode, TaskNode];

  it('is canonical and has nothing to complain about', () => {
    assert.equal(document.kind, 'phase');
    assert.equal(document.dialect, 'canonical');
    assert.deepEqual(document.problems, []);
    assert.deepEqual(
      document.fields.map((field) => field.key),
      ['blocked on', 'completion'],
    );
  });

  it('reads every field of a task', () => {
    assert.equal(stage.id.value, 'stage');
    assert.equal(stage.id.implicit, false);
    assert.equal(stage.title.value, 'Staging deployment');
    assert.equal(stage.session?.value, '1');
    assert.equal(stage.phase?.value, 3);
    assert.equal(stage.model?.value, 'Sonnet');
    assert.deepEqual(values(stage.files), ['deploy/staging.yml', 'deploy/{a,b}/*.env']);
    assert.deepEqual(values(stage.dependsOn), ['S1.P2.T4', 'session-4 · P4.T1']);
    assert.deepEqual(values(stage.capabilities), ['integration:ndi', 'docs:technical-writing']);
    assert.equal(stage.priority?.value, 'P1');
    assert.deepEqual(stage.estimate?.value, { hours: 2, cost: 4 });
    assert.equal(stage.run?.value, 'make staging');
    assert.deepEqual(values(stage.verify), ['npm test -- ndi, all', 'test -f deploy/staging.yml']);
    assert.deepEqual(stage.unblock?.value, { capabilities: ['security:signing'], run: 'make sign' });
    assert.equal(stage.brief, 'Put it where the others can see it.\n\n- keep the old one');
  });

  it('gives each value exactly the range that holds it', () => {
    for (const written of [stage.files, stage.dependsOn, stage.capabilities, stage.verify]) {
      assert.deepEqual(slices(document, written), values(written));
    }
    const single = [stage.id, stage.title, stage.model, stage.priority, stage.run].filter((part) => part !== undefined);
    assert.deepEqual(slices(document, single), values(single));
    assert.deepEqual(stage.body, { start: { line: 4, character: 0 }, end: { line: 17, character: 45 } });
  });

  it('numbers a task without an id and ends it before the fields of the document', () => {
    assert.equal(tell.id.value, 'S1.P3.T2');
    assert.equal(tell.id.implicit, true);
    assert.equal(tell.brief, '');
    assert.equal(tell.body.end.line, 19);
  });

  it('reads the same with other line ends, tabs and a byte order mark', () => {
    for (const text of [
      canonical.replaceAll('\n', '\r\n'),
      canonical.replaceAll('\n', '\r'),
      `\uFEFF${canonical}`,
      canonical.replaceAll('- **', '-\t**'),
    ]) {
      const again = read(phaseName, text);
      assert.deepEqual(
        again.tasks.map((task) => [task.id.value, values(task.verify).length, task.range.start.line]),
        [
          ['stage', 2, 4],
          ['S1.P3.T2', 0, 19],
        ],
      );
    }
  });
});

describe('readDocument: legacy shapes', () => {
  /** Checks ids, titles, models, first files and dependencies of the tasks in short form. */
  function check(name: string, path: string, text: string, expected: readonly string[]): void {
    it(name, () => {
      const document = read(path, text);
      const short = document.tasks.map((task) =>
        [
          task.id.value,
          task.title.value,
          task.model?.value,
          values(task.files).join('+'),
          values(task.dependsOn).join('+'),
          task.status?.value,
        ]
          .map((part) => part ?? '')
          .join('|'),
      );
      assert.deepEqual(short, expected);
    });
  }
  check(
    'headings of level 3 below a priority',
    'INSTRUCTIONS-SESSION-2-PHASE-4-REVISED.md',
    lines(
      '# Session 2 (Web) - Phase 4 REVISED',
      '## PRIORITY: Help Session 4 with the bridge',
      '**Your Task:** help.',
      '### Task 1: Bridge (Sonnet) **[UNBLOCKS SESSION 3]**',
      'Work on src/bridge.py',
      '### Task 2: Tests (Haiku)',
      '- **File:** tests/bridge.py',
    ),
    ['S2.P4.T1|Bridge|Sonnet|||', 'S2.P4.T2|Tests|Haiku|tests/bridge.py||'],
  );
  check(
    'deliverables and models in prose',
    'INSTRUCTIONS-SESSION-3-PHASE-2.md',
    lines(
      '# Session 3 - Phase 2',
      '## Task 1: Gateway',
      '**Deliverables:**',
      '- Write the gateway in src/gateway.py',
      '- Test it',
      '',
      '**Use Sonnet** (hard)',
      '',
      '**Estimated Time:** 5 hours',
    ),
    ['S3.P2.T1|Gateway|Sonnet|src/gateway.py||'],
  );
  check(
    'headings with an id, a sign and plain fields',
    'INSTRUCTIONS-SESSION-7-BUS.md',
    lines(
      '# Instructions: Session 7 (Bus)',
      '#### **P0.1.2: Atomic claims** ⏳',
      '**Blocked Until:** P0.1.1 (setup) completed',
      '**Deliverable:** `bus/claims.py` (methods)',
      '**Model:** Sonnet',
      '### **F7.1: Read the old code** 🔧',
    ),
    ['P0.1.2|Atomic claims|Sonnet|bus/claims.py|P0.1.1|pending', 'F7.1|Read the old code||||'],
  );
  check(
    'piped lines with their own phases',
    'INSTRUCTIONS-SESSION-CLI-PHASES-4-5.md',
    lines(
      '# Session CLI - Phases 4-5',
      '## Phase 4: Support',
      'Guide | docs/guide.md | Haiku | all',
      'Costs (FAST) | tools/cost.py | Sonnet',
      '## Phase 5: Speed',
      '1. **Measure** | `tests/perf.py` | Haiku | first',
    ),
    [
      'SCLI.P4.T1|Guide|Haiku|docs/guide.md||',
      'SCLI.P4.T2|Costs (FAST)|Sonnet|tools/cost.py||',
      'SCLI.P5.T1|Measure|Haiku|tests/perf.py||',
    ],
  );
  check(
    'a phase table with numbers like 7.2',
    'INSTRUCTIONS-AGENT-6-TALENT-PHASES-7-8.md',
    lines(
      '# Agent 6: Talent - Phases 7-8',
      '',
      '| Phase | Task | File | Model | Notes |',
      '|---|---|---|---|---|',
      '| 7.2 | Scout | src/scout.py | Haiku (api) | x |',
      '| **8** | Bloom | `src/bloom.py` | Sonnet | y |',
    ),
    ['S6.P7.T2|Scout|Haiku|src/scout.py||', 'S6.P8.T1|Bloom|Sonnet|src/bloom.py||'],
  );
  check(
    'a board with escaped bars and signs',
    'PHASE-0-TASK-BOARD.md',
    lines(
      '| Task ID | Name | Status | Dependencies | Agents |',
      '|---|---|---|---|---|',
      '| **API-02** | a \\| b | 🟡 QUEUED | API-01, API-00 | 10 Haiku |',
      '| API-03 | c | ✅ done | None | |',
    ),
    ['API-02|a | b|Haiku||API-01+API-00|pending', 'API-03|c||||completed'],
  );
  check(
    'missions for several sessions in one file',
    'INSTRUCTIONS-ALL-HELP.md',
    lines(
      '# ALL: help',
      '## Session 1 (NDI): Research',
      '**Your Task:** look',
      '**Deliverable:** `docs/a.md`',
      '## Session 2 (Web): More',
      '**Your Task:** look',
      '## Why',
    ),
    ['S1.T1|Research||docs/a.md||', 'S2.T1|More||||'],
  );
  check(
    'a filler catalogue',
    'FILLER-TASK-CATALOG.md',
    lines(
      '## Session 1 Filler Tasks',
      '### Docs (Low priority, Haiku)',
      '- [ ] F1.1: Improve `docs/A.md` (really) (15 min, Low)',
      '- [x] U.2: Lint (30 min, Medium, Sonnet)',
    ),
    ['F1.1|Improve docs/A.md (really)|Haiku|||available', 'U.2|Lint|Sonnet|||completed'],
  );
  check(
    'a matrix of lines',
    'PHASES-4-6-COORDINATION-MATRIX.txt',
    lines('PHASE 4: Hard', '1-NDI     | Fix it | BLOCKED by 4', '2-Web     P5: fast | P6: done'),
    ['S1.P4.T1|Fix it||||', 'S2.P5.T1|fast||||', 'S2.P6.T1|done||||'],
  );

  it('says what it guessed', () => {
    const document = read(
      'INSTRUCTIONS-SESSION-1-PHASE-1.md',
      lines('# Session 1 - Phase 1', '### Task 1: x (Haiku)', '**Estimate:** 2h'),
    );
    assert.equal(document.dialect, 'legacy');
    assert.equal(document.guesses.length, 2);
  });
});

describe('readDocument: kinds', () => {
  const kinds: readonly (readonly [string, string])[] = [
    ['a/instructions-session-1-phase-2.MD', 'phase'],
    ['INSTRUCTIONS-AGENT-6-X-PHASES-7-10.md', 'phase'],
    ['PHASES_7-10_SESSION_CLI.md', 'phase'],
    ['STATUS.md', 'status'],
    ['STATUS-PHASE-2.md', 'status'],
    ['STATUS-session-1.yaml', 'status'],
    ['X-TASK-BOARD-old.md', 'board'],
    ['AUTONOMOUS-NEXT-TASKS.md', 'next-tasks'],
    ['FILLER-TASK-CATALOG.md', 'filler'],
    ['MULTI-SESSION-STATUS.md', 'multi-session-status'],
    ['PHASE-0-COORDINATION-MATRIX.md', 'matrix'],
    ['BLOCKERS.md', 'blockers'],
    ['BLOCKER-MATRIX.md', 'blockers'],
    ['SESSION-HANDOVER-2.md', 'handover'],
    ['INTEGRATION-PROGRESS-TRACKER.md', 'progress'],
    ['agents.md', 'agents'],
    ['swarm.yaml', 'swarm'],
    ['README.md', 'other'],
    ['swarm.md', 'other'],
    ['STATUS.ts', 'other'],
  ];
  for (const [path, kind] of kinds) it(`${path} is ${kind}`, () => assert.equal(read(path, 'x').kind, kind));

  it('takes a file as a phase file when only its heading says so', () => {
    const document = read('plan/one.md', lines('# Session 4 - Phase 2', '## Task 1: x'));
    assert.equal(document.kind, 'phase');
    assert.equal(document.tasks[0]?.id.value, 'S4.P2.T1');
  });

  it('reads the facts of a status in each of its forms', () => {
    const forms = [
      read('STATUS-A.yaml', 'status: blocked\nblocked_on: session-2\n'),
      read('STATUS.md', 'status: blocked\nblocked_on: session-2\n'),
      read('STATUS.md', '---\nstatus: blocked\nblocked_on: session-2\n---\n# x\n'),
      read('STATUS.md', '# x\n```yaml\nstatus: blocked\nblocked_on: session-2\n```\n'),
      read('STATUS.md', '# x\n**Status**: blocked\n**Blocked on:** session-2\n'),
      read('STATUS-B.yaml', 'status: blocked\nbad: [\nblocked_on: session-2\n'),
    ];
    for (const { fields } of forms) {
      const facts = fields.filter(({ key }) => key !== 'bad').map(({ key, value }) => `${key}=${value.value}`);
      assert.deepEqual(facts, ['status=blocked', 'blocked on=session-2']);
    }
  });
});

describe('readDocument: hostile keys', () => {
  it('keeps keys such as __proto__ and constructor as plain text', () => {
    const document = read(
      phaseName,
      lines(
        '# Session 1 - Phase 3',
        '## Task 1: x (y)',
        '- **__proto__:** a',
        '- **constructor:** b',
        '- **toString:** c',
      ),
    );
    assert.deepEqual(
      document.strangeFields.map((field) => field.key),
      ['__proto__', 'constructor', 'tostring'],
    );
    const board = read(
      'X-TASK-BOARD.md',
      lines('| constructor | __proto__ | Task | ID |', '|-|-|-|-|', '| a | b | c | d |'),
    );
    assert.equal(board.tasks[0]?.title.value, 'c');
    const swarm = read('swarm.yaml', 'version: 1\n__proto__: { name: x }\nmodels: { constructor: { input: 1 } }\n');
    assert.deepEqual(swarm.manifest?.models, ['constructor']);
  });
});

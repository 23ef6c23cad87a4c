import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createPlan } from '../../../../src/domain/document/createPlan.ts';
import { isIdleField, readIdleEntries } from '../../../../src/domain/document/idleEntries.ts';
import type { SwarmDocument } from '../../../../src/domain/document/model.ts';
import { lines, read } from './fixtures.ts';

/** What a phase file with this line names for spare time, as `session/name`. */
function entriesOf(line: string): readonly string[] {
  const document = read('INSTRUCTIONS-SESSION-1-PHASE-1.md', lines('# Session 1 - Phase 1', '', line));
  return document.fields
    .filter(isIdleField)
    .flatMap(readIdleEntries)
    .map(({ name, helps }) => `${helps ?? 'own'}/${name.value}`);
}

const written: readonly (readonly [string, readonly string[]])[] = [
  [
    '**Idle tasks:** help session-2: webrtc_documentation; own: test_coverage_ndi',
    ['session-2/webrtc_documentation', 'own/test_coverage_ndi'],
  ],
  ['**Idle tasks:** own: a, b; help 3: c', ['own/a', 'own/b', '3/c']],
  ['**IDLE TASKS:** Help Session 2 (WebRTC docs), Session 5 (CLI tests)', ['2/WebRTC docs', '5/CLI tests']],
  ['**IDLE:** Build test fixtures proactively', ['own/Build test fixtures proactively']],
  ['**IDLE TASK:** None — You are the blocker', []],
  ["**NO IDLE TASKS:** You're critical path", []],
  ['**Idle tasks:**', []],
  [`**Idle tasks:** own: ${'x,'.repeat(5_000)}`, Array.from({ length: 50 }, () => 'own/x')],
];

for (const [line, expected] of written) {
  test(`spare time in ${line.slice(0, 60)}`, () => assert.deepEqual(entriesOf(line), expected));
}

test('the list of an older status file is read the same', () => {
  const text = lines('status: blocked', 'idle_tasks:', '  - help session-2: docs', '  - test coverage');
  const document = read('STATUS-SESSION-1.yaml', text);
  const entries = document.fields.filter(isIdleField).flatMap(readIdleEntries);
  assert.deepEqual(
    entries.map(({ name, helps }) => [helps, name.value]),
    [
      ['session-2', 'docs'],
      [undefined, 'test coverage'],
    ],
  );
});

const yaml = (provider: string) =>
  read(
    'swarm.yaml',
    lines(
      'version: 1',
      'name: x',
      'documents: ["**/*.md"]',
      'sessions:',
      `  - { id: session-1, provider: ${provider} }`,
      `  - { id: session-2, provider: ${provider} }`,
    ),
  );
const phase = read(
  'phases/INSTRUCTIONS-SESSION-1-PHASE-2.md',
  lines(
    '# Session 1 - Phase 2',
    '**Idle tasks:** help session-2: moor; own: write more; help session-9: nothing',
    '## Task 1: Work (Haiku)',
    '- **Run:** `true`',
    '## Task 2: Draw (Haiku)',
    '- **ID:** moor',
    '- **Capabilities:** docs:style',
    '- **Run:** `true`',
  ),
);
const catalogue = read(
  'FILLER-TASK-CATALOG.md',
  lines(
    '# Filler',
    '## Session 1 Filler Tasks',
    '- [ ] F1.1: Improve the docs (15 min, Low)',
    '- [x] F1.2: Done already',
    '',
    '## Task 1: Tidy (Haiku)',
    '- **Run:** `make tidy`',
  ),
);

function spareTimeOf(documents: readonly SwarmDocument[], swarm: SwarmDocument) {
  const { plan, problems } = createPlan([...documents, swarm], swarm);
  const tasks = plan?.tasks.map(({ id, session, phase: at, idle, run, priority }) =>
    [id, session ?? 'anybody', at ?? '-', idle?.kind ?? 'planned', run === undefined ? 'agent' : 'run', priority].join(
      ' ',
    ),
  );
  return { tasks, problems: problems.filter(({ rule }) => rule === 'phase/idle-work').map(({ message }) => message) };
}

test('spare-time work becomes tasks outside the phases; what no command says is left out for sessions of commands', () => {
  const { tasks, problems } = spareTimeOf([phase, catalogue], yaml('command'));
  assert.deepEqual(tasks, [
    'S1.P2.T1 session-1 2 planned run P2',
    'moor session-1 - help run P2',
    'FILLER.Tidy anybody - filler run P3',
  ]);
  assert.deepEqual(
    problems.map((message) => message.slice(0, 60)),
    [
      'The idle task write more has no command to run although sess',
      'The idle task nothing is to help session-9, which swarm.yaml',
      'The filler task F1.1 has no command to run, and sessions of ',
    ],
  );
});

test('agents may be given a few words', () => {
  const { tasks } = spareTimeOf([phase, catalogue], yaml('anthropic'));
  assert.deepEqual(tasks?.slice(1), [
    'moor session-1 - help run P2',
    'IDLE.1.write-more session-1 - own agent P3',
    'F1.1 anybody - filler agent P3',
    'FILLER.Tidy anybody - filler run P3',
  ]);
});

test('planned work that waits for spare time is no plan', () => {
  const waits = read(
    'phases/INSTRUCTIONS-SESSION-2-PHASE-1.md',
    lines('# Session 2 - Phase 1', '## Task 1: Wait (Haiku)', '- **Depends on:** moor', '- **Run:** `true`'),
  );
  const { tasks, problems } = spareTimeOf([phase, waits], yaml('command'));
  assert.equal(tasks, undefined);
  assert.ok(problems.some((message) => message.startsWith('S2.P1.T1 waits for moor, which is done in spare time')));
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { completeAt } from '../../../../../src/domain/document/features/completion.ts';
import type { LiveTasks } from '../../../../../src/domain/document/features/languageWorld.ts';
import {
  firstFile,
  firstPlan,
  garden,
  openWorld,
  secondFile,
  secondPlan,
  swarmText,
  withMark,
  type MarkedTexts,
} from './marked.ts';

interface Case {
  readonly name: string;
  readonly texts: MarkedTexts;
  /** All labels in order, or only some that have to be there. */
  readonly labels?: readonly string[];
  readonly some?: readonly string[];
  readonly never?: readonly string[];
  /** The line as it reads when the first item is taken. */
  readonly line?: string;
  readonly isTyped?: boolean;
}

const first = (part: string, marked: string) => garden({ [firstFile]: withMark(firstPlan, part, marked) });
const second = (part: string, marked: string) => garden({ [secondFile]: withMark(secondPlan, part, marked) });
const swarm = (part: string, marked: string) => garden({ 'swarm.yaml': withMark(swarmText, part, marked) });
const board = (row: string) =>
  garden({
    'TASK-BOARD.md': `# Board\n\n| ID | Task | Status | Owner | Dependencies | Model | Priority |\n|---|---|---|---|---|---|---|\n| B-1 | Rake | | | | | |\n${row}\n`,
  });

const cases: readonly Case[] = [
  {
    name: 'a dependency: neither itself, nor what it waits for, nor what waits for it',
    texts: first('Depends on:** S1.P1.T1', 'Depends on:** S1.P1.T1, ‸'),
    labels: ['S2.P1.T2'],
    line: '- **Depends on:** S1.P1.T1, S2.P1.T2',
  },
  {
    name: 'a dependency, half typed, in the middle of a word',
    texts: second('Depends on:** S1.P1.T1, POND-2', 'Depends on:** POND-2, s1‸.P1'),
    some: ['S1.P1.T1'],
    line: '- **Depends on:** POND-2, S1.P1.T1',
  },
  {
    name: 'a dependency found by its title',
    texts: second('Depends on:** S1.P1.T1, POND-2', 'Depends on:** dig‸'),
    labels: ['S1.P1.T1'],
  },
  { name: 'a model in a heading', texts: first('pond (Haiku)', 'pond (‸)'), labels: ['Haiku', 'Sonnet'] },
  {
    name: 'a capability: those of the sessions first',
    texts: first('- **File:** pond.md', '- **Capabilities:** ‸'),
    some: ['garden:digging', 'testing:unit', 'docs:tutorials', 'security:signing'],
    line: '- **Capabilities:** testing:unit',
  },
  {
    name: 'a capability of an unblock recipe',
    texts: first('- **File:** pond.md', '- **Unblock:** sign‸'),
    some: ['security:signing'],
  },
  { name: 'no command is guessed', texts: first('`dig pond`', '`dig ‸`') },
  { name: 'priorities', texts: first('- **File:** pond.md', '- **Priority:** ‸'), labels: ['P0', 'P1', 'P2', 'P3'] },
  { name: 'the id that a task has anyway', texts: first('- **File:** pond.md', '- **ID:** ‸'), labels: ['S1.P1.T1'] },
  {
    name: 'a blocker: other sessions first',
    texts: second('session-1 · P1.T1', '‸'),
    some: ['session-1', 'S1.P1.T1'],
    never: ['session-2'],
    line: '**Blocked on:** session-1',
  },
  {
    name: 'a blocker: the tasks of the session that is named, by their place',
    texts: second('session-1 · P1.T1', 'session-1 · ‸'),
    labels: ['P1.T1', 'POND-2'],
  },
  {
    name: 'idle work: how it starts',
    texts: second('help session-1: POND-2; own: S2.P1.T2', '‸'),
    some: ['help', 'own:'],
  },
  {
    name: 'idle work: whom to help',
    texts: second('help session-1: POND-2; own: S2.P1.T2', 'help ‸'),
    labels: ['session-1'],
    line: '**Idle tasks:** help session-1: ',
  },
  {
    name: 'idle work: own tasks first',
    texts: second('own: S2.P1.T2', 'own: ‸'),
    some: ['S2.P1.T1', 'POND-2'],
    line: '**Idle tasks:** help session-1: POND-2; own: S2.P1.T1',
  },
  {
    name: 'fields that the task does not have yet, and those that repeat',
    texts: first('- **Run:** `dig pond`', '- **Run:** `dig pond`\n- **‸'),
    some: ['Depends on', 'File', 'Verify'],
    never: ['Run'],
    line: '- **ID:** ',
    isTyped: true,
  },
  {
    name: 'a list item of a task is no field while it is typed',
    texts: first('Dig it.', 'Dig it.\n\n- wat‸'),
    isTyped: true,
  },
  {
    name: 'a list item of a task may be a field when one asks',
    texts: first('Dig it.', 'Dig it.\n\n- dep‸'),
    labels: ['Depends on'],
  },
  {
    name: 'fields of the document',
    texts: second('**Blocked on:** session-1 · P1.T1', '**Bl‸'),
    labels: ['Blocked on'],
    line: '**Blocked on:** ',
  },
  {
    name: 'rules in a comment',
    texts: first('Dig it.', '<!-- s2-disable-next-line phase/unknown-m‸ -->'),
    labels: ['phase/unknown-model'],
  },
  { name: 'nothing in prose', texts: first('Dig it.', 'Dig it‸.'), isTyped: true },
  { name: 'nothing in code', texts: first('Dig it.', '```\n- **Priority:** ‸\n```') },
  {
    name: 'a status in a board',
    texts: board('| B-2 | Sow | blo‸ | | | | |'),
    labels: ['BLOCKED'],
    line: '| B-2 | Sow | 🔴 BLOCKED | | | | |',
  },
  { name: 'an owner in a board', texts: board('| B-2 | Sow | | ‸ | | | |'), labels: ['session-1', 'session-2'] },
  {
    name: 'dependencies in a board, its own first',
    texts: board('| B-2 | Sow | | | ‸ | | |'),
    some: ['S1.P1.T1'],
    line: '| B-2 | Sow | | | B-1 | | |',
  },
  { name: 'a model in a board', texts: board('| B-2 | Sow | | | | ‸ | |'), labels: ['haiku', 'sonnet'] },
  {
    name: 'a priority in a board without closing bar',
    texts: board('| B-2 | Sow | | | | | ‸'),
    labels: ['P0', 'P1', 'P2', 'P3'],
  },
  { name: 'nothing for the title of a row', texts: board('| B-2 | ‸ | | | | | |') },
  {
    name: 'states of a status file',
    texts: garden({ 'STATUS-SESSION-1.md': '**Session**: session-1\n**Status**: wo‸\n' }),
    labels: ['working'],
  },
  {
    name: 'states of a YAML status file',
    texts: { 'STATUS-SESSION-1.yaml': 'session: session-1\nstatus: ‸\n' },
    some: ['budget_exceeded', 'waiting'],
  },
  {
    name: 'whom a YAML status waits for',
    texts: { ...garden({ 'swarm.yaml': swarmText.replace('*.md', '*') }), 'STATUS-SESSION-2.yaml': 'blocked_on: ‸\n' },
    some: ['session-1', 'POND-2'],
  },
  {
    name: 'keys of swarm.yaml, without those that are there',
    texts: swarm('  - id: session-1', '\n‸\n  - id: session-1'),
    some: ['decisions', 'lint'],
    never: ['sessions', 'version', 'swarm_profiles'],
  },
  {
    name: 'keys of a session',
    texts: swarm('    role: digger', '    ‸'),
    some: ['branch', 'role', 'provider'],
    never: ['id', 'capabilities', 'agents', 'cost_per_hour'],
  },
  { name: 'a provider', texts: swarm('    role: digger', '    provider: ‸'), some: ['command', 'anthropic'] },
  {
    name: 'a provider within brackets',
    texts: swarm('{ provider: anthropic, model: claude-haiku-5-5 }', '{ provider: ‸ }'),
    some: ['command', 'anthropic'],
  },
  {
    name: 'keys within brackets',
    texts: swarm('{ provider: anthropic, model: claude-haiku-5-5 }', '{ provider: command, ‸ }'),
    some: ['model', 'input', 'output'],
    never: ['provider'],
  },
  { name: 'tiers of a session', texts: swarm('{ haiku: 2 }', '{ ‸ }'), labels: ['haiku', 'sonnet'] },
  {
    name: 'capabilities of a session',
    texts: swarm('[docs:tutorials]', '[docs:tutorials, secu‸]'),
    some: ['security:signing'],
  },
  {
    name: 'capabilities as items',
    texts: swarm('    capabilities: [docs:tutorials]', '    capabilities:\n      - docs:api‸'),
    labels: ['docs:api-reference'],
    line: '      - docs:api-reference',
  },
  {
    name: 'truth values',
    texts: swarm('name: garden', 'rescue_policy:\n  preemption_allowed: ‸\nname: garden'),
    labels: ['true', 'false'],
  },
  {
    name: 'rules in swarm.yaml',
    texts: swarm('name: garden', 'lint:\n  rules:\n    phase/unknown-mo‸\nname: garden'),
    labels: ['phase/unknown-model'],
    line: '    phase/unknown-model: ',
  },
  {
    name: 'levels of a rule',
    texts: swarm('name: garden', 'lint:\n  rules:\n    phase/unknown-model: ‸\nname: garden'),
    labels: ['off', 'info', 'warning', 'error'],
  },
  { name: 'nothing in a comment of swarm.yaml', texts: swarm('name: garden', 'name: garden # ‸') },
  { name: 'nothing in a comment behind a key', texts: swarm('    role: digger', '    provider: # ‸') },
  { name: 'an empty swarm.yaml', texts: { 'swarm.yaml': '‸' }, some: ['version', 'name', 'documents', 'sessions'] },
  {
    name: 'a list at the edge of its key',
    texts: { 'swarm.yaml': 'sessions:\n- id: a\n  ‸\n' },
    some: ['branch'],
    never: ['id', 'documents'],
  },
];

for (const { name, texts, labels, some = [], never = [], line, isTyped = false } of cases) {
  test(`completion: ${name}`, () => {
    const { place } = openWorld(texts);
    const found = completeAt(place, isTyped);
    const all = (found?.items ?? []).map(({ label }) => label);
    if (labels) assert.deepEqual(all, labels);
    else if (some.length === 0) assert.deepEqual(all, []);
    assert.deepEqual(
      some.filter((label) => !all.includes(label)),
      [],
      `found ${all.join(' ')}`,
    );
    assert.deepEqual(
      never.filter((label) => all.includes(label)),
      [],
    );
    const [item] = found?.items ?? [];
    if (line === undefined || !found || !item) return assert.equal(line, undefined);
    const text = place.document.source.line(place.position.line);
    const { start, end } = found.range;
    assert.equal(text.slice(0, start.character) + (item.newText ?? item.label) + text.slice(end.character), line);
  });
}

test('completion: a task says how it stands', () => {
  const live: LiveTasks = new Map([['s2.p1.t2', { status: 'ready', owner: null }]]);
  const { place } = openWorld(first('Depends on:** S1.P1.T1', 'Depends on:** S1.P1.T1, ‸'), live);
  assert.deepEqual(
    completeAt(place, false)?.items.map(({ detail }) => detail),
    ['Weed · ready'],
  );
});

test('completion: a large plan gives 300 at a time', () => {
  const tasks = Array.from({ length: 900 }, (_, at) => `## Task ${at + 1}: Work ${at + 1} (Haiku)\n`).join('\n');
  const { place } = openWorld({
    'INSTRUCTIONS-SESSION-1-PHASE-1.md': `# Session 1 - Phase 1\n\n${tasks}\n- **Depends on:** ‸\n`,
  });
  const found = completeAt(place, false);
  assert.equal(found?.items.length, 300);
  assert.equal(found?.isPartial, true);
});

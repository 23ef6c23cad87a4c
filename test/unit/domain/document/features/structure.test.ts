import assert from 'node:assert/strict';
import { test } from 'node:test';
import { codeLenses } from '../../../../../src/domain/document/features/codeLenses.ts';
import { foldingRanges } from '../../../../../src/domain/document/features/folding.ts';
import { formattingEdits } from '../../../../../src/domain/document/features/formatting.ts';
import type { LiveTasks } from '../../../../../src/domain/document/features/languageWorld.ts';
import {
  documentSymbols,
  worldSymbols,
  type DocumentSymbol,
} from '../../../../../src/domain/document/features/symbols.ts';
import { applyFixes } from '../../../../../src/domain/document/fixes.ts';
import { formatDocument } from '../../../../../src/domain/document/formatDocument.ts';
import { comparePositions } from '../../../../../src/domain/document/range.ts';
import { parsers, read } from '../fixtures.ts';
import { firstFile, firstPlan, garden, openWorld, swarmText, type MarkedTexts } from './marked.ts';

const outline = (symbols: readonly DocumentSymbol[]): readonly string[] =>
  symbols.flatMap(({ kind, name, children }) => [`${kind} ${name}`, ...outline(children)]);

test('outline: tasks of a plan, sessions and models of a swarm', () => {
  assert.deepEqual(outline(documentSymbols(read(firstFile, firstPlan))), [
    'task S1.P1.T1 Dig the pond',
    'task POND-2 Fill the pond',
  ]);
  assert.deepEqual(outline(documentSymbols(read('swarm.yaml', swarmText))), [
    'key version',
    'key name',
    'key documents',
    'key models',
    'model haiku',
    'model sonnet',
    'key sessions',
    'session session-1',
    'session session-2',
  ]);
});

test('outline: what is selected lies within what belongs to it', () => {
  const check = ({ range, selection, children }: DocumentSymbol): void => {
    assert.ok(comparePositions(range.start, selection.start) <= 0 && comparePositions(selection.end, range.end) <= 0);
    children.forEach(check);
  };
  const board = '| ID | Task | Status |\n|---|---|---|\n  | B-1 | Rake | |\n';
  for (const [path, text] of [
    [firstFile, firstPlan],
    ['swarm.yaml', swarmText],
    ['TASK-BOARD.md', board],
  ] as const)
    documentSymbols(read(path, text)).forEach(check);
});

const queries: readonly (readonly [string, readonly string[]])[] = [
  ['pond', ['S1.P1.T1 Dig the pond', 'POND-2 Fill the pond']],
  ['DIG', ['session-1 digger', 'S1.P1.T1 Dig the pond']],
  ['s2t2', ['S2.P1.T2 Weed']],
  ['.*', []],
  ['zzz', []],
];

for (const [query, names] of queries) {
  test(`workspace symbols for ${query}`, () => {
    assert.deepEqual(
      worldSymbols(openWorld(garden()).world, query).map(({ name }) => name),
      names,
    );
  });
}

const folds: readonly { name: string; path: string; text: string; lines: readonly (readonly [number, number])[] }[] = [
  {
    name: 'tasks',
    path: firstFile,
    text: firstPlan,
    lines: [
      [2, 6],
      [8, 14],
    ],
  },
  { name: 'code', path: firstFile, text: '# Session 1 - Phase 1\n\n```sh\nls\n```\n', lines: [[2, 4]] },
  {
    name: 'maps and lists of swarm.yaml',
    path: 'swarm.yaml',
    text: 'version: 1\nsessions:\n  - id: a\n    role: b\n  - id: c\nname: x\n',
    lines: [
      [1, 4],
      [2, 3],
    ],
  },
];

for (const { name, path, text, lines } of folds) {
  test(`folding: ${name}`, () => {
    assert.deepEqual(
      foldingRanges(read(path, text)).map(({ start, end }) => [start, end]),
      lines,
    );
  });
}

const live: LiveTasks = new Map([
  ['s1.p1.t1', { status: 'ready', owner: null, why: { reason: 'r', action: 'a' } }],
  ['pond-2', { status: 'completed', owner: 'session-1' }],
]);

const lenses: readonly { name: string; texts: MarkedTexts; live?: LiveTasks; actions: readonly string[] }[] = [
  { name: 'before the launch', texts: { [firstFile]: firstPlan, ...garden() }, actions: ['0 launch'] },
  {
    name: 'while it runs',
    texts: { [firstFile]: firstPlan, ...garden() },
    live,
    actions: ['0 progress', '2 standing', '2 claim', '2 why', '8 standing'],
  },
  { name: 'of another swarm', texts: { [firstFile]: firstPlan, ...garden() }, live: new Map(), actions: [] },
  { name: 'without a swarm', texts: { [firstFile]: firstPlan }, actions: [] },
  {
    name: 'of a plan without tasks',
    texts: { [firstFile]: '# Session 1 - Phase 1\n', 'swarm.yaml': swarmText },
    actions: [],
  },
  {
    name: 'of a board',
    texts: { 'TASK-BOARD.md': '| ID | Task | Status |\n|---|---|---|\n| B-1 | Rake | |\n', 'swarm.yaml': swarmText },
    actions: [],
  },
];

for (const { name, texts, live, actions } of lenses) {
  test(`code lenses ${name}`, () => {
    const { place } = openWorld(texts, live);
    const found = codeLenses(place, place.document);
    assert.deepEqual(
      found.map(({ range, action }) => `${range.start.line} ${action.kind}`),
      actions,
    );
  });
}

const untidy: readonly string[] = [
  firstPlan,
  firstPlan.replaceAll('\n\n', '\n\n\n\n'),
  firstPlan.replaceAll('\n', '\r\n').replaceAll('\r\n\r\n', '\r\n\r\n\r\n'),
  firstPlan.replace('\n\n## Task 2', '\n\n\n## Task 2'),
  firstPlan.replace('\n\n## Task 2', '\n## Task 2'),
  `\n\n${firstPlan}`,
  firstPlan.trimEnd(),
  `${firstPlan}\n\n\n`,
  '',
  '\n',
  '# Session 1 - Phase 1\r\n\n## Task 1: Dig\n\r\nWith a spade.\r\n',
];

for (const [index, text] of untidy.entries()) {
  test(`formatting: edits give what the formatter gives, text ${index}`, () => {
    const edits = formattingEdits(read(firstFile, text), parsers);
    assert.equal(applyFixes(text, edits), formatDocument({ path: firstFile, text }, parsers));
    assert.ok(edits.length <= 1);
    assert.deepEqual(formattingEdits(read(firstFile, applyFixes(text, edits)), parsers), []);
  });
}

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LiveTasks } from '../../../../../src/domain/document/features/languageWorld.ts';
import { prepareRename, renameTask } from '../../../../../src/domain/document/features/rename.ts';
import { parsers } from '../fixtures.ts';
import {
  edited,
  firstFile,
  firstPlan,
  garden,
  openWorld,
  secondFile,
  secondPlan,
  withMark,
  type MarkedTexts,
} from './marked.ts';

const first = (part: string, marked: string) => garden({ [firstFile]: withMark(firstPlan, part, marked) });

interface Rename {
  readonly name: string;
  readonly texts: MarkedTexts;
  readonly newId: string;
  /** What each changed file holds afterwards and did not hold before. */
  readonly holds: Readonly<Record<string, readonly string[]>>;
}

const renames: readonly Rename[] = [
  {
    name: 'a written id, in every file, prose and idle work included',
    texts: first('ID:** POND-2', 'ID:** POND‸-2'),
    newId: 'WATER-7',
    holds: {
      [firstFile]: ['- **ID:** WATER-7\n'],
      [secondFile]: ['help session-1: WATER-7; own', 'After S1.P1.T1 and WATER-7.', 'on:** S1.P1.T1, WATER-7\n'],
    },
  },
  {
    name: 'an id that is not written gets a line; places within a session follow, commands stay',
    texts: first('## Task 1: Dig', '## Task 1: D‸ig'),
    newId: 'DIG-1',
    holds: {
      [firstFile]: ['Dig it.\n\n- **ID:** DIG-1\n- **File:** pond.md', 'on:** DIG-1\n', '`fill S1.P1.T1`'],
      [secondFile]: ['session-1 · DIG-1\n', 'After DIG-1 and POND-2.', 'on:** DIG-1, POND-2'],
    },
  },
  {
    name: 'from one of its dependents',
    texts: first('on:** S1.P1.T1', 'on:** S1.P1‸.T1'),
    newId: 'S1.P1.T9',
    holds: {
      [firstFile]: ['- **ID:** S1.P1.T9\n', 'on:** S1.P1.T9'],
      [secondFile]: ['· S1.P1.T9', 'After S1.P1.T9', 'on:** S1.P1.T9,'],
    },
  },
  {
    name: 'a task without any field',
    texts: {
      [firstFile]:
        '# Session 1 - Phase 1\n\n## Task 1: D‸ig (Haiku)\n\n## Task 2: Fill (Haiku)\n\n- **Depends on:** T1\n',
    },
    newId: 'DIG-1',
    holds: { [firstFile]: ['## Task 1: Dig (Haiku)\n\n- **ID:** DIG-1\n\n## Task 2', 'on:** DIG-1\n'] },
  },
  {
    name: 'with the line ends of the file',
    texts: { [firstFile]: '# Session 1 - Phase 1\r\n\r\n## Task 1: D‸ig (Haiku)\r\n\r\n- **File:** a.md\r\n' },
    newId: 'DIG-1',
    holds: { [firstFile]: ['\r\n\r\n- **ID:** DIG-1\r\n- **File:** a.md\r\n'] },
  },
  {
    name: 'behind astral letters',
    texts: {
      [firstFile]:
        '# Session 1 - Phase 1\n\n## Task 1: 🐸🐸 dig (Haiku)\n\n- **ID:** D-1\n\n## Task 2: Fill (Haiku)\n\n🐸 After D-1.\n\n- **Depends on:** D‸-1\n',
    },
    newId: 'D-2',
    holds: { [firstFile]: ['ID:** D-2', '🐸 After D-2.', 'on:** D-2'] },
  },
  {
    name: 'an id that only differs in case',
    texts: first('ID:** POND-2', 'ID:** POND‸-2'),
    newId: 'Pond-2',
    holds: { [firstFile]: ['ID:** Pond-2'], [secondFile]: ['T1, Pond-2'] },
  },
  {
    name: 'a board row and the plan that it shows',
    texts: {
      ...first('ID:** POND-2', 'ID:** POND‸-2'),
      'TASK-BOARD.md':
        '| ID | Task | Status | Dependencies |\n|---|---|---|---|\n| POND-2 | Fill | | |\n| B-1 | Rake | | POND-2 |\n',
    },
    newId: 'WATER-7',
    holds: {
      'TASK-BOARD.md': ['| WATER-7 | Fill', 'Rake | | WATER-7 |'],
      [firstFile]: ['ID:** WATER-7'],
      [secondFile]: ['T1, WATER-7'],
    },
  },
];

for (const { name, texts, newId, holds } of renames) {
  test(`rename ${name}`, () => {
    const opened = openWorld(texts);
    assert.equal(prepareRename(opened.place).kind, 'subject');
    const renamed = renameTask(opened.place, newId, parsers);
    assert.ok(renamed.kind === 'edits', renamed.kind === 'refused' ? renamed.reason : '');
    const after = edited(opened, renamed.files);
    assert.deepEqual(Object.keys(after).sort(), Object.keys(holds).sort());
    for (const [path, parts] of Object.entries(holds))
      for (const part of parts) assert.ok(after[path]?.includes(part), `${part} is not in\n${after[path]}`);
  });
}

const refused: readonly { name: string; texts: MarkedTexts; newId?: string; live?: LiveTasks; reason: RegExp }[] = [
  { name: 'what is no task', texts: first('Dig it.', 'D‸ig it.'), reason: /^Only ids of tasks/ },
  {
    name: 'a session',
    texts: garden({ [secondFile]: withMark(secondPlan, 'help session-1', 'help sess‸ion-1') }),
    reason: /^Only ids of tasks/,
  },
  {
    name: 'a task that nobody states',
    texts: first('on:** S1.P1.T1', 'on:** S9.P1.‸T1'),
    reason: /^No document states the task S9/,
  },
  {
    name: 'to an id with a blank',
    texts: first('ID:** POND-2', 'ID:** POND‸-2'),
    newId: 'two words',
    reason: /cannot be used/,
  },
  {
    name: 'to an id that is a path',
    texts: first('ID:** POND-2', 'ID:** POND‸-2'),
    newId: '../x',
    reason: /cannot be used/,
  },
  { name: 'to nothing', texts: first('ID:** POND-2', 'ID:** POND‸-2'), newId: '', reason: /cannot be used/ },
  {
    name: 'to letters of a pattern',
    texts: first('ID:** POND-2', 'ID:** POND‸-2'),
    newId: 'a.*(b|c)+$',
    reason: /cannot be used/,
  },
  {
    name: 'to an id that is taken, though nobody wrote it',
    texts: first('ID:** POND-2', 'ID:** POND‸-2'),
    newId: 's2.p1.t1',
    reason: /taken by a task in INSTRUCTIONS-SESSION-2/,
  },
  {
    name: 'a task that an agent works on',
    texts: first('ID:** POND-2', 'ID:** POND‸-2'),
    live: new Map([['pond-2', { status: 'claimed', owner: 'session-1' }]]),
    reason: /^The ledger knows POND-2 as claimed/,
  },
  {
    name: 'a row without an id of its own',
    texts: {
      [firstFile]: '# Session 1 - Phase 1\n\n| Task | File | Model |\n|---|---|---|\n| D‸ig | a.md | Haiku |\n',
    },
    reason: /has no id of its own where it stands/,
  },
  {
    name: 'a heading whose id would no longer be read as one',
    texts: { [firstFile]: '# Session 1 - Phase 1\n\n#### **P0.‸5.1: Dig** ⏳\n' },
    newId: 'dig',
    reason: /would not be read the same with the id dig/,
  },
];

for (const { name, texts, newId = 'NEW-1', live, reason } of refused) {
  test(`rename refuses ${name}`, () => {
    const { place } = openWorld(texts, live);
    const renamed = renameTask(place, newId, parsers);
    assert.ok(renamed.kind === 'refused', 'it was renamed');
    assert.match(renamed.reason, reason);
  });
}

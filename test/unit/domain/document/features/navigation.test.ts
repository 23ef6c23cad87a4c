import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  findDefinition,
  findHighlights,
  findReferences,
} from '../../../../../src/domain/document/features/navigation.ts';
import {
  firstFile,
  firstPlan,
  garden,
  openWorld,
  secondFile,
  secondPlan,
  shown,
  swarmText,
  withMark,
  type MarkedTexts,
} from './marked.ts';

/** Puts several marks into a text. */
const marks = (text: string, ...pairs: readonly (readonly [string, string])[]) =>
  pairs.reduce((sofar, [part, marked]) => withMark(sofar, part, marked), text);

const definitions: readonly { name: string; texts: MarkedTexts }[] = [
  {
    name: 'a dependency leads to the heading of a task without a written id',
    texts: garden({
      [firstFile]: withMark(firstPlan, 'Task 1: Dig the pond (Haiku)', '[[Task 1: Dig the pond (Haiku)]]'),
      [secondFile]: withMark(secondPlan, 'on:** S1.P1.T1,', 'on:** S1.P‸1.T1,'),
    }),
  },
  {
    name: 'a dependency leads to a written id',
    texts: garden({
      [firstFile]: withMark(firstPlan, 'ID:** POND-2', 'ID:** [[POND-2]]'),
      [secondFile]: withMark(secondPlan, 'T1, POND-2', 'T1, ‸POND-2'),
    }),
  },
  {
    name: 'so does an id in prose, behind its last letter',
    texts: garden({
      [firstFile]: withMark(firstPlan, 'ID:** POND-2', 'ID:** [[POND-2]]'),
      [secondFile]: withMark(secondPlan, 'and POND-2.', 'and POND-2‸.'),
    }),
  },
  {
    name: 'so does the place of a task within a session',
    texts: garden({
      [firstFile]: withMark(firstPlan, 'Task 1: Dig the pond (Haiku)', '[[Task 1: Dig the pond (Haiku)]]'),
      [secondFile]: withMark(secondPlan, '· P1.T1', '· P1.‸T1'),
    }),
  },
  {
    name: 'so does idle work',
    texts: garden({
      [firstFile]: withMark(firstPlan, 'ID:** POND-2', 'ID:** [[POND-2]]'),
      [secondFile]: withMark(secondPlan, 'session-1: POND-2', 'session-1: PO‸ND-2'),
    }),
  },
  {
    name: 'a session leads to swarm.yaml',
    texts: garden({
      'swarm.yaml': withMark(swarmText, 'id: session-1', 'id: [[session-1]]'),
      [secondFile]: withMark(secondPlan, 'help session-1', 'help sess‸ion-1'),
    }),
  },
  {
    name: 'a model leads to swarm.yaml, regardless of case',
    texts: garden({
      'swarm.yaml': withMark(swarmText, 'sonnet: {', '[[sonnet]]: {'),
      [firstFile]: withMark(firstPlan, '(Sonnet)', '(Son‸net)'),
    }),
  },
  {
    name: 'a model in the heading of a task leads to the model, not to the task',
    texts: garden({
      'swarm.yaml': withMark(swarmText, 'haiku: {', '[[haiku]]: {'),
      [firstFile]: withMark(firstPlan, '(Haiku)', '(Hai‸ku)'),
    }),
  },
  {
    name: 'code leads nowhere',
    texts: garden({ [firstFile]: withMark(firstPlan, 'Dig it.', '```\nS1.P1‸.T1\n```') }),
  },
  {
    name: 'a capability leads to the sessions that have it',
    texts: garden({
      'swarm.yaml': withMark(swarmText, 'garden:digging', '[[garden:digging]]'),
      [firstFile]: withMark(firstPlan, '- **File:** pond.md', '- **Capabilities:** garden:dig‸ging'),
    }),
  },
  {
    name: 'a command leads nowhere',
    texts: garden({ [firstFile]: withMark(firstPlan, 'fill S1.P1.T1', 'fill S1.‸P1.T1') }),
  },
  { name: 'prose leads nowhere', texts: garden({ [firstFile]: withMark(firstPlan, 'Dig it.', 'Dig‸ it.') }) },
  {
    name: 'an unknown task leads nowhere',
    texts: garden({ [firstFile]: withMark(firstPlan, 'on:** S1.P1.T1', 'on:** S9.P1‸.T1') }),
  },
];

for (const { name, texts } of definitions) {
  test(`definition: ${name}`, () => {
    const { place, marked } = openWorld(texts);
    assert.deepEqual(findDefinition(place).map(shown), marked);
  });
}

const references: readonly { name: string; texts: MarkedTexts }[] = [
  {
    name: 'of a task without a written id: dependencies, prose and places in every file, but no commands',
    texts: garden({
      [firstFile]: marks(
        firstPlan,
        ['Task 1: Dig the pond (Haiku)', '[[Task 1: Dig ‸the pond (Haiku)]]'],
        ['on:** S1.P1.T1', 'on:** [[S1.P1.T1]]'],
      ),
      [secondFile]: marks(
        secondPlan,
        ['· P1.T1', '· [[P1.T1]]'],
        ['After S1.P1.T1', 'After [[S1.P1.T1]]'],
        ['on:** S1.P1.T1', 'on:** [[S1.P1.T1]]'],
      ),
    }),
  },
  {
    name: 'of a task with a written id',
    texts: garden({
      [firstFile]: marks(firstPlan, ['ID:** POND-2', 'ID:** [[PO‸ND-2]]']),
      [secondFile]: marks(
        secondPlan,
        ['session-1: POND-2', 'session-1: [[POND-2]]'],
        ['and POND-2.', 'and [[POND-2]].'],
        ['T1, POND-2', 'T1, [[POND-2]]'],
      ),
    }),
  },
  {
    name: 'of a board row that shows a task of a plan',
    texts: garden({
      [firstFile]: marks(firstPlan, ['ID:** POND-2', 'ID:** [[POND-2]]']),
      [secondFile]: marks(
        secondPlan,
        ['session-1: POND-2', 'session-1: [[POND-2]]'],
        ['and POND-2.', 'and [[POND-2]].'],
        ['T1, POND-2', 'T1, [[POND-2]]'],
      ),
      'TASK-BOARD.md': '| ID | Task | Status |\n|---|---|---|\n| [[PON‸D-2]] | Fill | |\n',
    }),
  },
  {
    name: 'of a session',
    texts: garden({
      'swarm.yaml': withMark(swarmText, 'id: session-1', 'id: [[sess‸ion-1]]'),
      [firstFile]: withMark(firstPlan, '# Session 1', '# Session [[1]]'),
      [secondFile]: marks(
        secondPlan,
        ['**Blocked on:** session-1', '**Blocked on:** [[session-1]]'],
        ['help session-1', 'help [[session-1]]'],
      ),
    }),
  },
  {
    name: 'of a model',
    texts: garden({
      'swarm.yaml': withMark(swarmText, 'sonnet: {', '[[son‸net]]: {'),
      [firstFile]: withMark(firstPlan, '(Sonnet)', '([[Sonnet]])'),
    }),
  },
];

for (const { name, texts } of references) {
  test(`references ${name}`, () => {
    const { place, marked } = openWorld(texts);
    assert.deepEqual(findReferences(place, true).map(shown), marked);
    assert.ok(findReferences(place, false).length < marked.length);
    assert.deepEqual(
      findHighlights(place).map(shown),
      marked.filter((one) => one.startsWith(`${place.document.path} `)),
    );
  });
}

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hoverAt } from '../../../../../src/domain/document/features/hover.ts';
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

const first = (part: string, marked: string) => garden({ [firstFile]: withMark(firstPlan, part, marked) });
const second = (part: string, marked: string) => garden({ [secondFile]: withMark(secondPlan, part, marked) });
const swarm = (part: string, marked: string) => garden({ 'swarm.yaml': withMark(swarmText, part, marked) });

const live: LiveTasks = new Map([
  ['s1.p1.t1', { status: 'claimed', owner: 'session-1', cost: 0.5 }],
  [
    's2.p1.t1',
    { status: 'pending', owner: null, why: { reason: 'It waits for S1.P1.T1.', action: 'Finish S1.P1.T1.' } },
  ],
]);

const cases: readonly {
  name: string;
  texts: MarkedTexts;
  live?: LiveTasks;
  title?: string;
  rows?: readonly string[];
  never?: readonly string[];
}[] = [
  {
    name: 'a task of the plan',
    texts: second('on:** S1.P1.T1,', 'on:** S1.P‸1.T1,'),
    title: 'S1.P1.T1 · Dig the pond',
    rows: ['Planned for: session-1', 'Delivers: pond.md', 'Model: Haiku', `Stated in: ${firstFile}:3`],
    never: ['State', 'Owner', 'Cost so far'],
  },
  {
    name: 'a task that is worked on',
    texts: second('on:** S1.P1.T1,', 'on:** S1.P‸1.T1,'),
    live,
    rows: ['State: claimed', 'Owner: session-1', 'Cost so far: $0.50'],
    never: ['Why it does not run'],
  },
  {
    name: 'a task that waits, at its own heading',
    texts: second('## Task 1: Plant', '## Task 1: Pl‸ant'),
    live,
    title: 'S2.P1.T1 · Plant lilies',
    rows: [
      'State: pending',
      'Why it does not run: It waits for S1.P1.T1.',
      'What would help: Finish S1.P1.T1.',
      'Depends on: S1.P1.T1, POND-2',
    ],
    never: ['Owner'],
  },
  {
    name: 'an unknown task',
    texts: first('on:** S1.P1.T1', 'on:** S9.P1.‸T1'),
    title: 'S9.P1.T1',
    rows: [': No document states this task.'],
  },
  {
    name: 'a session',
    texts: second('help session-1', 'help sess‸ion-1'),
    title: 'session-1 · digger',
    rows: ['Tasks: 2', 'Agents: 2 haiku'],
  },
  {
    name: 'a session of a running swarm',
    texts: second('help session-1', 'help sess‸ion-1'),
    live,
    rows: ['Tasks: 0 of 2 completed'],
  },
  {
    name: 'a model',
    texts: first('(Sonnet)', '(Son‸net)'),
    title: 'Sonnet',
    rows: [': A model tier of swarm.yaml.', 'Tasks: 1'],
  },
  {
    name: 'a capability',
    texts: first('- **File:** pond.md', '- **Capabilities:** docs:tut‸orials'),
    title: 'docs:tutorials',
    rows: ['Held by: session-2', 'Needed by: 1 tasks'],
  },
  {
    name: 'a rule',
    texts: first('Dig it.', '<!-- s2-disable-next-line phase/unk‸nown-model -->'),
    title: 'phase/unknown-model',
    rows: [': A task names a model tier that is not known.'],
  },
  { name: 'a field', texts: first('**Depends on:**', '**Dep‸ends on:**'), title: 'Depends on' },
  { name: 'a field of the document', texts: second('**Idle tasks:**', '**Idle t‸asks:**'), title: 'Idle tasks' },
  { name: 'a key of swarm.yaml', texts: swarm('    budget: $40', '    bud‸get: $40'), title: 'budget' },
  {
    name: 'a key within brackets',
    texts: swarm('{ provider: anthropic, model: claude-haiku-5-5 }', '{ pro‸vider: command }'),
    title: 'provider',
  },
  { name: 'prose', texts: first('Dig it.', 'Dig‸ it.') },
  { name: 'an unknown key of swarm.yaml', texts: swarm('name: garden', 'nam‸: garden') },
];

for (const { name, texts, live, title, rows = [], never = [] } of cases) {
  test(`hover: ${name}`, () => {
    const card = hoverAt(openWorld(texts, live).place);
    if (title !== undefined || rows.length === 0) assert.equal(card?.title, title);
    const said = card?.rows.map(({ label, text }) => `${label}: ${text}`) ?? [];
    assert.deepEqual(
      rows.filter((row) => !said.includes(row)),
      [],
      said.join('\n'),
    );
    assert.deepEqual(
      never.filter((label) => card?.rows.some((row) => row.label === label)),
      [],
    );
  });
}

test('hover: long texts are cut', () => {
  const { place } = openWorld(first('Dig the pond (Haiku)', `${'x'.repeat(5_000)}‸ (Haiku)`));
  assert.ok((hoverAt(place)?.title.length ?? 0) < 500);
});

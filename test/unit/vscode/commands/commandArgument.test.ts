import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  blockerOf,
  entryOf,
  offerOf,
  sessionOf,
  subjectOf,
  taskOf,
} from '../../../../src/vscode/commands/commandArgument.ts';

const taskRow = { kind: 'task', task: { id: 'T1', session: 's1' } };
const blockerRow = { kind: 'blocker', blocker: { id: 'b1', task: 'T1', session: 's1' } };
const sessionRow = { kind: 'session', session: { id: 's1' } };
const sessionView = { id: 's1', role: 'builder' };
const hostile = [
  undefined,
  null,
  7,
  true,
  [],
  {},
  { kind: 'task' },
  { kind: 'task', task: { id: 9 } },
  { kind: 'blocker', blocker: 'x' },
];

const cases: readonly [string, (argument: unknown) => string | undefined, unknown, string][] = [
  ['subject', subjectOf, 'T1', 'T1'],
  ['subject', subjectOf, taskRow, 'T1'],
  ['subject', subjectOf, blockerRow, 'T1'],
  ['subject', subjectOf, sessionRow, 's1'],
  ['subject', subjectOf, sessionView, 's1'],
  ['subject', subjectOf, { kind: 'notice', subject: 's1' }, 's1'],
  ['session', sessionOf, 's1', 's1'],
  ['session', sessionOf, taskRow, 's1'],
  ['session', sessionOf, blockerRow, 's1'],
  ['session', sessionOf, sessionRow, 's1'],
  ['session', sessionOf, sessionView, 's1'],
  ['task', taskOf, 'T1', 'T1'],
  ['task', taskOf, taskRow, 'T1'],
  ['task', taskOf, blockerRow, 'T1'],
  ['task', taskOf, { kind: 'witnessTask', task: 'T1' }, 'T1'],
  ['task', taskOf, { kind: 'entry', entry: { sequence: 7, task: 'T1' } }, 'T1'],
  ['blocker', blockerOf, 'b1', 'b1'],
  ['blocker', blockerOf, blockerRow, 'b1'],
];

for (const [what, read, argument, expected] of cases)
  test(`the ${what} of ${JSON.stringify(argument)}`, () => assert.equal(read(argument), expected));

test('the offer of its row, and of no other', () => {
  assert.deepEqual(offerOf({ kind: 'offer', blocker: 'b1', session: 's1', note: 'x' }), {
    blocker: 'b1',
    session: 's1',
  });
  for (const other of [
    'b1',
    { kind: 'offer', blocker: 7, session: 's1' },
    { kind: 'helper', blocker: 'b1', session: 's1' },
  ])
    assert.equal(offerOf(other), undefined);
});

test('a row that is about no task names none', () => {
  const rows = [sessionRow, { kind: 'entry', entry: { sequence: 7, task: null } }, { kind: 'witnessTask', task: null }];
  assert.deepEqual(rows.map(taskOf), [undefined, undefined, undefined]);
});

test('an entry is named by its number or its row, and by nothing else', () => {
  assert.deepEqual([7, { kind: 'entry', entry: { sequence: 7 } }].map(entryOf), [7, 7]);
  for (const argument of [
    0,
    -1,
    1.5,
    Number.NaN,
    '7',
    ...hostile.filter((one) => one !== 7),
    { kind: 'entry', entry: { sequence: '7' } },
  ])
    assert.equal(entryOf(argument), undefined);
});

test('a task row names no blocker', () => assert.equal(blockerOf(taskRow), undefined));

for (const argument of hostile)
  test(`an argument of another shape is not taken: ${JSON.stringify(argument)}`, () => {
    assert.deepEqual(
      [subjectOf(argument), sessionOf(argument), blockerOf(argument)],
      [undefined, undefined, undefined],
    );
  });

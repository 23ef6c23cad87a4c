import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { NeedsYouView } from '../../../../src/protocol/swarmSnapshot.ts';
import { answerOf } from '../../../../src/vscode/commands/commandArgument.ts';
import { commandIds } from '../../../../src/vscode/ids.ts';
import { actionsOf, commandOf } from '../../../../src/vscode/swarm/needActions.ts';

const need = (kind?: NonNullable<NeedsYouView['answer']>['kind']): NeedsYouView => ({
  subject: 'T1',
  reason: 'Reason.',
  action: 'Action.',
  ...(kind ? { answer: { kind, id: 'X7' } } : {}),
});

for (const [name, given, expected] of [
  [
    'an approval is approved or rejected under its own id, and explained under its task',
    need('approval'),
    [
      [commandIds.approveTask, 'X7'],
      [commandIds.rejectTask, 'X7'],
      [commandIds.showWhy, 'T1'],
    ],
  ],
  ['a question is answered', need('question'), [[commandIds.answerQuestion, 'X7']]],
  ['a decision is for the sessions', need('decision'), []],
  [
    'a change of a task in work is applied by releasing it',
    need('plan-change'),
    [
      [commandIds.releaseTask, 'X7'],
      [commandIds.showWhy, 'T1'],
    ],
  ],
  [
    'a halt is ended by another cap, or left as it is',
    need('halt'),
    [
      [commandIds.setBudget, 'X7'],
      [commandIds.leaveHalted, 'X7'],
    ],
  ],
  ['a budget that is nearly spent is raised', need('budget'), [[commandIds.setBudget, 'X7']]],
  [
    'help that is offered is accepted, or the blocker cleared',
    need('offer'),
    [
      [commandIds.acceptHelp, 'X7'],
      [commandIds.clearBlocker, 'X7'],
    ],
  ],
  ['a blocker is cleared', need('blocker'), [[commandIds.clearBlocker, 'X7']]],
  ['a breaker is reset', need('breaker'), [[commandIds.resetBreaker, 'X7']]],
  ['anything else is explained', need(), [[commandIds.showWhy, 'T1']]],
] as const)
  test(name, () => {
    assert.deepEqual(
      actionsOf(given).map((action) => commandOf(action, given)),
      expected,
    );
  });

for (const [argument, id] of [
  ['A3', 'A3'],
  [{ kind: 'notice', ...need('approval') }, 'X7'],
  [{ kind: 'task', task: { id: 'T1' } }, 'T1'],
  [{ answer: 7 }, undefined],
  [null, undefined],
] as const)
  test(`an answer for ${JSON.stringify(argument)} is for ${id}`, () => assert.equal(answerOf(argument), id));

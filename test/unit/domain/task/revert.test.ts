import assert from 'node:assert/strict';
import { test } from 'node:test';
import { adoptPlan } from '../../../../src/domain/task/adoptPlan.ts';
import { applyEvent } from '../../../../src/domain/task/applyEvent.ts';
import { decideClaim } from '../../../../src/domain/task/decideClaim.ts';
import { decideIntegration, decideSubmit } from '../../../../src/domain/task/decideEffect.ts';
import { decideRevert } from '../../../../src/domain/task/decideRevert.ts';
import type { SwarmEvent } from '../../../../src/domain/task/event.ts';
import { sessionId, taskId } from '../../../../src/domain/task/ids.ts';
import type { Decision } from '../../../../src/domain/task/refusal.ts';
import { decideResult } from '../../../../src/domain/task/result.ts';
import { deriveStatus } from '../../../../src/domain/task/status.ts';
import { createSwarmState, type SwarmState } from '../../../../src/domain/task/swarmState.ts';
import { aPlan, aSession, aTask } from '../../../support/plans.ts';

const one = sessionId('one');
const [work, back, start] = ['c', 'b', 'a'].map((digit) => digit.repeat(40)) as [string, string, string];

function live(state: SwarmState, decision: Decision<SwarmEvent>): readonly string[] {
  assert.ok(decision.accepted, JSON.stringify(decision));
  for (const event of decision.events) applyEvent(state, event, 1, state.sequence + 1);
  return decision.events.map(({ type }) => type);
}

/** A is merged, B was built on it, C waits for B and is in work. */
function merged(): SwarmState {
  const tasks = [
    aTask('A', { session: one }),
    aTask('B', { session: one, dependsOn: [taskId('A')] }),
    aTask('C', { session: one, dependsOn: [taskId('B')] }),
  ];
  const state = createSwarmState();
  const began = { type: 'integration.began', branch: 's2/test', head: start } as const;
  const plan = aPlan([aSession('one', { agents: { haiku: 9 } })], tasks);
  live(state, { accepted: true, events: [...adoptPlan(state, plan, () => false), began] });
  for (const id of ['A', 'B', 'C'].map(taskId)) {
    live(state, decideClaim(state, one, id));
    if (id === 'C') break;
    const at = { task: id, session: one, epoch: 1 };
    live(state, decideSubmit(state, at, { commit: work, evidence: [] }));
    live(state, decideIntegration(state, at, { merged: true, merge: work, evidence: [] }));
  }
  return state;
}

const revert = (task: string, over: object = {}) => ({
  ...{ task: taskId(task), epoch: 1, from: work, commit: back, evidence: [], reopen: true },
  ...over,
});
const statusOf = (state: SwarmState, id: string): string | undefined => {
  const task = state.tasks.get(taskId(id));
  return task && deriveStatus(state, task);
};

test('a revert fences who waits for the task, opens it, and is the head from then on', () => {
  const state = merged();
  assert.deepEqual(live(state, decideRevert(state, revert('B'))), ['task.released', 'task.reopened', 'task.reverted']);
  assert.equal(state.integration.head, back);
  assert.deepEqual([statusOf(state, 'B'), statusOf(state, 'C')], ['ready', 'pending']);
  assert.equal(state.tasks.get(taskId('B'))?.doneBefore, false, 'changing nothing confirms nothing');
});

test('withdrawn, it is waited for no more; what was built on it is marked', () => {
  const state = merged();
  live(state, decideRevert(state, revert('A', { reopen: false })));
  assert.equal(statusOf(state, 'A'), 'cancelled');
  assert.equal(statusOf(state, 'B'), 'completed');
  assert.deepEqual([...(state.tasks.get(taskId('B'))?.outdated ?? [])], ['A']);
});

test('it is refused for what is not merged, an old epoch, and a head that has moved', () => {
  const codes = [revert('C'), revert('X'), revert('A', { epoch: 2 }), revert('A', { from: start })].map((asked) => {
    const decision = decideRevert(merged(), asked);
    return decision.accepted || decision.refusal.code;
  });
  assert.deepEqual(codes, ['forbidden', 'unknown', 'stale-epoch', 'forbidden']);
});

test('a merge of the result is recorded once, of a head that there was, and taken back only when it is there', () => {
  const state = merged();
  const deed = { kind: 'merge', branch: 'main', before: start, merge: back, result: work } as const;
  const never = decideResult(state, { ...deed, result: back });
  assert.equal(never.accepted || never.refusal.code, 'forbidden');
  assert.equal(decideResult(state, { ...deed, kind: 'undo' }).accepted, false);
  assert.deepEqual(live(state, decideResult(state, deed)), ['result.merged']);
  assert.equal(decideResult(state, deed).accepted, false);
  assert.deepEqual(live(state, decideResult(state, { ...deed, kind: 'undo' })), ['result.undone']);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { adoptPlan } from '../../../../src/domain/task/adoptPlan.ts';
import { applyEvent } from '../../../../src/domain/task/applyEvent.ts';
import { decideClaim } from '../../../../src/domain/task/decideClaim.ts';
import { decideIntegration, decideSubmit } from '../../../../src/domain/task/decideEffect.ts';
import { decideReopen } from '../../../../src/domain/task/decideReopen.ts';
import type { SwarmEvent } from '../../../../src/domain/task/event.ts';
import { sessionId, taskId } from '../../../../src/domain/task/ids.ts';
import type { Decision } from '../../../../src/domain/task/refusal.ts';
import { deriveStatus } from '../../../../src/domain/task/status.ts';
import { createSwarmState, type SwarmState } from '../../../../src/domain/task/swarmState.ts';
import { whyTask } from '../../../../src/domain/task/why.ts';
import { aPlan, aSession, aTask } from '../../../support/plans.ts';

const one = sessionId('one');
const commit = 'c'.repeat(40);
const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** A ← B ← C ← D and A ← X; C is in the phase after the others'. */
const chain = aPlan(
  [aSession('one', { agents: { haiku: 9 } })],
  [
    aTask('A', { session: one, phase: 1 }),
    aTask('X', { session: one, dependsOn: [taskId('A')] }),
    aTask('B', { session: one, phase: 1, dependsOn: [taskId('A')] }),
    aTask('C', { session: one, phase: 2, dependsOn: [taskId('B')] }),
    aTask('D', { session: one, dependsOn: [taskId('C')] }),
  ],
);

function live(state: SwarmState, decision: Decision<SwarmEvent>): readonly SwarmEvent[] {
  assert.ok(decision.accepted, JSON.stringify(decision));
  for (const event of decision.events) applyEvent(state, event, state.sequence + 1, state.sequence + 1);
  return decision.events;
}

const claim = (state: SwarmState, id: string) => live(state, decideClaim(state, one, taskId(id)));
const epochOf = (state: SwarmState, id: string): number => state.tasks.get(taskId(id))?.epoch ?? 0;

function submit(state: SwarmState, id: string): void {
  claim(state, id);
  const at = { task: taskId(id), session: one, epoch: epochOf(state, id) };
  live(state, decideSubmit(state, at, { commit, evidence: [] }));
}

function complete(state: SwarmState, ...ids: readonly string[]): void {
  for (const id of ids) {
    submit(state, id);
    const at = { task: taskId(id), epoch: epochOf(state, id) };
    live(state, decideIntegration(state, at, { merged: true, merge: commit, evidence: [] }));
  }
}

function after(...completed: readonly string[]): SwarmState {
  const state = createSwarmState();
  live(state, { accepted: true, events: adoptPlan(state, chain, same) });
  complete(state, ...completed);
  return state;
}

const reopen = (state: SwarmState, id: string, withDependents = false) =>
  decideReopen(state, taskId(id), { reason: 'wrong', withDependents });
const statusOf = (state: SwarmState, ...ids: readonly string[]): readonly string[] =>
  ids.map((id) => {
    const task = state.tasks.get(taskId(id));
    return task ? deriveStatus(state, task) : 'unknown';
  });

test('who works on a dependent, or has submitted one, loses it at once', () => {
  const state = after('A');
  claim(state, 'X');
  submit(state, 'B');
  const events = live(state, reopen(state, 'A'));
  assert.deepEqual(
    events.map((event) => [event.type, 'task' in event && event.task]),
    [
      ['task.released', 'X'],
      ['task.released', 'B'],
      ['task.reopened', 'A'],
    ],
  );
  assert.deepEqual(statusOf(state, 'A', 'X', 'B'), ['ready', 'pending', 'pending']);
  assert.equal(state.submitted.size, 0);
  const late = decideSubmit(state, { task: taskId('X'), session: one, epoch: 1 }, { commit, evidence: [] });
  const merged = decideIntegration(
    state,
    { task: taskId('B'), epoch: 1 },
    { merged: true, merge: commit, evidence: [] },
  );
  for (const decision of [late, merged]) assert.ok(!decision.accepted && decision.refusal.code === 'stale-epoch');
  complete(state, 'A', 'X', 'B');
  assert.deepEqual(
    ['A', 'X', 'B'].map((id) => epochOf(state, id)),
    [2, 2, 2],
  );
  // What was merged or submitted before may come to the same again; what was only begun may not.
  assert.deepEqual(
    ['A', 'X', 'B', 'C'].map((id) => state.tasks.get(taskId(id))?.doneBefore),
    [true, false, true, false],
  );
});

test('completed dependents stay merged and are marked, until they are done again', () => {
  const state = after('A', 'B', 'C');
  claim(state, 'D');
  live(state, reopen(state, 'A'));
  // C was built on B, which still stands: who works on what waits for C goes on.
  assert.deepEqual(statusOf(state, 'A', 'B', 'C', 'D'), ['ready', 'completed', 'completed', 'claimed']);
  const b = state.tasks.get(taskId('B'));
  assert.ok(b);
  assert.match(whyTask(state, b).reason, /merged with an earlier version of A, which was reopened/);
  complete(state, 'A');
  assert.deepEqual([...b.outdated], ['A']);
  live(state, reopen(state, 'B'));
  assert.equal(b.outdated.size, 0);
});

test('with its dependents everything that was built on a task is done again, in order', () => {
  const state = after('A', 'B', 'C');
  claim(state, 'D');
  live(state, reopen(state, 'A', true));
  assert.deepEqual(statusOf(state, 'A', 'B', 'C', 'D', 'X'), ['ready', 'pending', 'pending', 'pending', 'pending']);
  assert.equal(state.unfinished, 5);
  assert.ok([...state.tasks.values()].every((task) => task.outdated.size === 0));
  complete(state, 'A', 'B', 'C', 'D', 'X');
  assert.equal(state.unfinished, 0);
});

test('only what is over is opened again', () => {
  const state = after('A');
  claim(state, 'B');
  for (const id of ['B', 'C']) {
    const decision = reopen(state, id);
    assert.ok(!decision.accepted && decision.refusal.code === 'forbidden', id);
  }
  const unknown = reopen(state, 'nobody');
  assert.ok(!unknown.accepted && unknown.refusal.code === 'unknown');
});

test('a chain as long as a plan is followed to its end', () => {
  const state = createSwarmState();
  const tasks = Array.from({ length: 20_000 }, (_, at) =>
    aTask(`T${at}`, { session: one, dependsOn: at === 0 ? [] : [taskId(`T${at - 1}`)] }),
  );
  live(state, { accepted: true, events: adoptPlan(state, aPlan([aSession('one')], tasks), same) });
  complete(state, ...tasks.map(({ id }) => id));
  assert.equal(live(state, reopen(state, 'T0', true)).length, tasks.length);
});

test('a completed task that the plan describes otherwise is planned anew once it is open again', () => {
  const state = after('A');
  const changed = aPlan(
    chain.sessions,
    chain.tasks.map((task) => (task.id === 'A' ? { ...task, title: 'Another A' } : task)),
  );
  assert.deepEqual(adoptPlan(state, changed, same), []);
  live(state, reopen(state, 'A'));
  live(state, { accepted: true, events: adoptPlan(state, changed, same) });
  const task = state.tasks.get(taskId('A'));
  assert.deepEqual([task?.spec.title, task?.epoch, task?.doneBefore], ['Another A', 1, true]);
});

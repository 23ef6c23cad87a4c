import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { consequences } from '../../../../src/app/coordinator/consequences.ts';
import { adoptPlan } from '../../../../src/domain/task/adoptPlan.ts';
import { applyEvent } from '../../../../src/domain/task/applyEvent.ts';
import { decideClaim } from '../../../../src/domain/task/decideClaim.ts';
import { decideConflict } from '../../../../src/domain/task/decideConflict.ts';
import type { SwarmEvent } from '../../../../src/domain/task/event.ts';
import { blockerId, sessionId, taskId } from '../../../../src/domain/task/ids.ts';
import type { SessionSpec } from '../../../../src/domain/task/plan.ts';
import { createSwarmState, type SwarmState } from '../../../../src/domain/task/swarmState.ts';
import { whyTask } from '../../../../src/domain/task/why.ts';
import { aPlan, aSession, aTask } from '../../../support/plans.ts';

const [one, two] = [sessionId('one'), sessionId('two')];
const [t1, t2] = [taskId('T1'), taskId('T2')];
const [merge, head] = ['1'.repeat(40), '2'.repeat(40)];
const skill = 'docs:api';

function apply(state: SwarmState, ...events: readonly SwarmEvent[]): SwarmState {
  for (const event of events) applyEvent(state, event, 0, state.sequence + 1);
  return state;
}

const handedIn = (task: typeof t1, session: typeof one): readonly SwarmEvent[] => [
  { type: 'task.claimed', task, session, epoch: 1, attempt: 1 },
  { type: 'task.submitted', task, epoch: 1, commit: task === t1 ? '3'.repeat(40) : '4'.repeat(40), evidence: [] },
];

/** T1 of `one` is merged, T2 of `two` is handed in and conflicts with it. */
function conflicted(over: Partial<SessionSpec> = {}, others: Partial<SessionSpec> = {}): SwarmState {
  const state = createSwarmState();
  const model = { provider: 'anthropic', capabilities: [skill] } as const;
  const plan = aPlan(
    [aSession('one', { ...model, ...over }), aSession('two', { ...model, ...others })],
    [aTask('T1', { session: one }), aTask('T2', { session: two, capabilities: [skill] })],
  );
  apply(state, ...adoptPlan(state, plan, (a, b) => JSON.stringify(a) === JSON.stringify(b)), ...handedIn(t1, one));
  apply(state, { type: 'task.completed', task: t1, epoch: 1, merge, evidence: [] }, ...handedIn(t2, two));
  const found = { files: ['a.txt'], more: 0, onto: head, merges: [merge, head], evidence: [] };
  const decision = decideConflict(state, { task: t2, epoch: 1 }, found, blockerId('B9'));
  assert.ok(decision.accepted);
  return apply(state, ...decision.events);
}

const solverOf = (state: SwarmState): string | undefined => state.tasks.get(t2)?.solver;
const mayTake = (state: SwarmState, session: typeof one): boolean => decideClaim(state, session, t2).accepted;

describe('who merges the two sides of a conflict', () => {
  const cases: readonly [string, string, Partial<SessionSpec>, Partial<SessionSpec>][] = [
    ['the other side, when it ranks higher and is idle', 'one', {}, {}],
    ['the submitter, when the other side cannot do the task', 'two', { capabilities: [] }, {}],
    ['the submitter, when the other side only runs commands', 'two', { provider: 'command' }, {}],
    ['the submitter, when it runs commands itself', 'two', {}, { provider: 'command' }],
    ['the submitter, when the other side has no agents', 'two', { agents: { haiku: 0 } }, {}],
  ];
  for (const [name, solver, over, others] of cases) {
    it(name, () => {
      const state = conflicted(over, others);
      assert.equal(solverOf(state), solver);
      assert.deepEqual([mayTake(state, one), mayTake(state, two)], [solver === 'one', solver === 'two']);
    });
  }

  it('is whose task it is again when the solver leaves the plan', () => {
    const state = apply(conflicted(), { type: 'session.withdrawn', session: one });
    assert.equal(solverOf(state), undefined);
    assert.ok(mayTake(state, two));
  });
});

describe('a conflict', () => {
  it('names both sides by the ledger, and who takes it next', () => {
    const state = conflicted();
    const blocker = state.blockers.get(blockerId('B9'));
    assert.deepEqual(blocker?.conflict?.others, [{ commit: merge, task: t1, session: one }, { commit: head }]);
    const { reason, action } = whyTask(state, state.tasks.get(t2) ?? assert.fail());
    assert.equal(
      reason,
      'T2 of two (444444444444, kept as refs/s2/submitted/T2/1) conflicts with T1 of one (111111111111) and commit 222222222222 in a.txt.',
    );
    assert.equal(action, 'one takes it next, on top of what is merged now.');
  });

  it('ends with the merge of its task', () => {
    const state = apply(
      conflicted(),
      { type: 'task.claimed', task: t2, session: one, epoch: 2, attempt: 2 },
      { type: 'task.submitted', task: t2, epoch: 2, commit: head, evidence: [] },
    );
    assert.equal(consequences(state), undefined);
    apply(state, { type: 'task.completed', task: t2, epoch: 2, merge: head, evidence: [] });
    const ended = consequences(state)?.events ?? [];
    assert.deepEqual(ended, [{ type: 'blocker.cleared', blocker: 'B9', by: 'the end of T2' }]);
    apply(state, ...ended);
    assert.equal(solverOf(state), undefined);
  });

  it('ends when its task is planned anew', () => {
    const state = conflicted();
    apply(state, { type: 'task.planned', task: aTask('T2', { session: two, title: 'Other' }) });
    assert.deepEqual(consequences(state)?.events[0], {
      type: 'blocker.cleared',
      blocker: 'B9',
      by: 'what came after it',
    });
  });

  it('is refused for what is not submitted any more', () => {
    const state = conflicted();
    const found = { files: ['a.txt'], more: 0, onto: head, merges: [], evidence: [] };
    const decision = decideConflict(state, { task: t2, epoch: 1 }, found, blockerId('B10'));
    assert.equal(decision.accepted ? 'accepted' : decision.refusal.code, 'stale-epoch');
  });
});

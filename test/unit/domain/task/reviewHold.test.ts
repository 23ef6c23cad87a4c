import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { consequences } from '../../../../src/app/coordinator/consequences.ts';
import { adoptPlan } from '../../../../src/domain/task/adoptPlan.ts';
import { applyEvent } from '../../../../src/domain/task/applyEvent.ts';
import { hasNext, listReady } from '../../../../src/domain/task/chooseTask.ts';
import { decideClaim } from '../../../../src/domain/task/decideClaim.ts';
import type { SwarmEvent } from '../../../../src/domain/task/event.ts';
import { sessionId, taskId } from '../../../../src/domain/task/ids.ts';
import { defaultPolicy } from '../../../../src/domain/task/plan.ts';
import { createSwarmState, type SwarmState } from '../../../../src/domain/task/swarmState.ts';
import { whySession, whyTask } from '../../../../src/domain/task/why.ts';
import { aPlan, aSession, aTask } from '../../../support/plans.ts';

const one = sessionId('one');

function apply(state: SwarmState, ...events: readonly SwarmEvent[]): SwarmState {
  for (const event of events) applyEvent(state, event, 0, state.sequence + 1);
  return state;
}

/** Two tasks that cost enough to need a person, and one that does not. */
function swarm(maxWaitingForReview?: number): SwarmState {
  const state = createSwarmState();
  const guard = { ...defaultPolicy.guard, approvalRequiredAbove: 5 };
  const policy = { ...defaultPolicy, guard, ...(maxWaitingForReview === undefined ? {} : { maxWaitingForReview }) };
  const tasks = ['DEAR1', 'DEAR2'].map((id) => aTask(id, { session: one, estimate: { cost: 9 } }));
  const plan = aPlan([aSession('one')], [...tasks, aTask('CHEAP', { session: one })], { policy });
  apply(state, ...adoptPlan(state, plan, (a, b) => JSON.stringify(a) === JSON.stringify(b)));
  for (let next = consequences(state); next; next = consequences(state)) apply(state, ...next.events);
  assert.equal(state.guard.openApprovals.size, 2);
  return state;
}

const ready = (state: SwarmState): string => listReady(state, one).join(' ');
const session = (state: SwarmState) => state.sessions.get(one) ?? assert.fail();

describe('work that waits for a person', () => {
  it('keeps nothing else from beginning without a limit, or below it', () => {
    for (const limit of [undefined, 3]) assert.equal(ready(swarm(limit)), 'CHEAP');
  });

  it('at the limit keeps everything else from beginning, and says how much waits and what to do', () => {
    const state = swarm(2);
    assert.equal(ready(state), '');
    assert.equal(hasNext(state, session(state)), false);
    const decision = decideClaim(state, one, taskId('CHEAP'));
    assert.deepEqual(decision, { accepted: false, refusal: { code: 'paused', review: { waiting: 2, limit: 2 } } });
    const expected = {
      code: 'paused',
      reason:
        "2 tasks wait for a person's approval, and nothing new begins while 2 or more do (resource_policy.max_waiting_for_review).",
      action: 'Decide one: `s2 approve DEAR1`, or `s2 reject DEAR1 --reason <text>`.',
    };
    assert.deepEqual(whyTask(state, state.tasks.get(taskId('CHEAP')) ?? assert.fail()), expected);
    const { code, reason } = whySession(state, session(state));
    assert.equal(code, 'paused');
    assert.match(reason, /wait for a person's approval/);
  });

  it('goes on with what a person has cleared, whatever else waits', () => {
    const state = swarm(1);
    const [approval] = state.guard.openApprovals;
    apply(state, {
      type: 'approval.decided',
      approval: approval ?? assert.fail(),
      task: taskId('DEAR1'),
      verdict: 'approved',
      by: 'a person',
      reason: '',
    });
    assert.equal(ready(state), 'DEAR1');
    assert.ok(decideClaim(state, one, taskId('DEAR1')).accepted);
    assert.equal(decideClaim(state, one, taskId('CHEAP')).accepted, false);
  });
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { adoptPlan, changedAfterCompletion } from '../../../../src/domain/task/adoptPlan.ts';
import { applyEvent } from '../../../../src/domain/task/applyEvent.ts';
import { decideClaim } from '../../../../src/domain/task/decideClaim.ts';
import { decideClaimNext, listReady } from '../../../../src/domain/task/chooseTask.ts';
import { ageingMs } from '../../../../src/domain/task/urgency.ts';
import {
  decideFail,
  decideIntegration,
  decideProgress,
  decideSubmit,
} from '../../../../src/domain/task/decideEffect.ts';
import { decideRescue } from '../../../../src/domain/task/decideRescue.ts';
import type { SwarmEvent } from '../../../../src/domain/task/event.ts';
import { blockerId, sessionId, taskId } from '../../../../src/domain/task/ids.ts';
import type { SwarmPlan } from '../../../../src/domain/task/plan.ts';
import type { Decision } from '../../../../src/domain/task/refusal.ts';
import { deriveSessionStatus, deriveStatus } from '../../../../src/domain/task/status.ts';
import { createSwarmState, type SwarmState } from '../../../../src/domain/task/swarmState.ts';
import { whySession, whyTask } from '../../../../src/domain/task/why.ts';
import { aPlan, aSession, aTask } from '../../../support/plans.ts';

const one = sessionId('one');
const two = sessionId('two');
const commit = 'c'.repeat(40);
const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** A state lived through these events, one a millisecond. */
function after(plan: SwarmPlan, ...events: readonly SwarmEvent[]): SwarmState {
  const state = createSwarmState();
  for (const event of [...adoptPlan(state, plan, same), ...events])
    applyEvent(state, event, state.sequence + 1, state.sequence + 1);
  return state;
}

function live(state: SwarmState, decision: Decision<SwarmEvent>): void {
  assert.ok(decision.accepted, JSON.stringify(decision));
  for (const event of decision.events) applyEvent(state, event, state.sequence + 1, state.sequence + 1);
}

function checkRefused(decision: Decision<SwarmEvent>, expected: object): void {
  assert.ok(!decision.accepted, 'was accepted');
  assert.deepEqual({ ...decision.refusal, ...expected }, decision.refusal);
}

const plan = aPlan(
  [aSession('one', { capabilities: ['code:*'] }), aSession('two', { capabilities: ['docs:writing'] })],
  [
    aTask('A', { session: one, phase: 1 }),
    aTask('B', { session: one, phase: 2 }),
    aTask('C', { session: two, phase: 1, dependsOn: [taskId('A')] }),
    aTask('D', { session: two, phase: 1, capabilities: ['code:parser'] }),
    aTask('E', { capabilities: ['docs:writing'] }),
  ],
);
const claimed = (task: string, session = one, epoch = 1): SwarmEvent => ({
  type: 'task.claimed',
  task: taskId(task),
  session,
  epoch,
  attempt: 1,
});
const finish = (task: string, session = one): readonly SwarmEvent[] => [
  claimed(task, session),
  { type: 'task.submitted', task: taskId(task), epoch: 1, commit, evidence: [] },
  { type: 'task.completed', task: taskId(task), epoch: 1, merge: commit, evidence: [] },
];

test('a claim is granted once, with an epoch above the last', () => {
  const state = after(plan);
  live(state, decideClaim(state, one, taskId('A')));
  checkRefused(decideClaim(state, one, taskId('A')), { code: 'taken', by: one });
  live(state, { accepted: true, events: [{ type: 'task.released', task: taskId('A'), epoch: 1, reason: 'released' }] });
  const again = decideClaim(state, one, taskId('A'));
  assert.ok(again.accepted);
  assert.deepEqual(again.events, [{ type: 'task.claimed', task: 'A', session: 'one', epoch: 2, attempt: 1 }]);
});

test('every refusal of a claim names its reason', () => {
  const state = after(plan);
  checkRefused(decideClaim(state, sessionId('nobody'), taskId('A')), { code: 'unknown', what: 'session' });
  checkRefused(decideClaim(state, one, taskId('Z')), { code: 'unknown', what: 'task' });
  checkRefused(decideClaim(state, one, taskId('B')), { code: 'phase-gate', open: ['A'] });
  checkRefused(decideClaim(state, two, taskId('C')), { code: 'blocked', waitsFor: ['A'] });
  checkRefused(decideClaim(state, two, taskId('D')), { code: 'not-capable', missing: ['code:parser'], match: 0 });
  checkRefused(decideClaim(state, two, taskId('A')), { code: 'forbidden' });
  checkRefused(decideClaim(after(plan, { type: 'swarm.paused' }), one, taskId('A')), { code: 'paused' });
  checkRefused(decideClaim(after(plan, ...finish('A')), one, taskId('A')), { code: 'finished', stage: 'completed' });
  checkRefused(decideClaim(after(plan, claimed('E', two)), two, taskId('D')), { code: 'agent-ceiling', ceiling: 1 });
});

test('completing a task opens its dependents and the next phase', () => {
  const state = after(plan, ...finish('A'));
  assert.equal(deriveStatus(state, state.tasks.get(taskId('C')) ?? assert.fail()), 'ready');
  assert.equal(deriveStatus(state, state.tasks.get(taskId('B')) ?? assert.fail()), 'ready');
});

test('an effect of an ended claim is refused', () => {
  const state = after(
    plan,
    claimed('A'),
    { type: 'task.released', task: taskId('A'), epoch: 1, reason: 'lease-expired' },
    claimed('A', one, 2),
  );
  const old = { task: taskId('A'), session: one, epoch: 1 };
  checkRefused(decideProgress(state, old, 'late'), { code: 'stale-epoch', given: 1, current: 2 });
  checkRefused(decideSubmit(state, old, { commit, evidence: [] }), { code: 'stale-epoch' });
  checkRefused(decideFail(state, old, { reason: 'late', evidence: [] }), { code: 'stale-epoch' });
  checkRefused(decideProgress(state, { ...old, session: two, epoch: 2 }, 'mine'), { code: 'forbidden' });
  checkRefused(
    decideIntegration(state, { task: taskId('A'), epoch: 2 }, { merged: true, merge: commit, evidence: [] }),
    { code: 'stale-epoch' },
  );
});

test('the last allowed failure is final, and a reopened task starts over', () => {
  const state = after(plan);
  for (const attempt of [1, 2, 3]) {
    live(state, decideClaim(state, one, taskId('A')));
    live(
      state,
      decideFail(
        state,
        { task: taskId('A'), session: one, epoch: attempt },
        { reason: `broke ${attempt}`, evidence: [] },
      ),
    );
  }
  const task = state.tasks.get(taskId('A')) ?? assert.fail();
  assert.deepEqual(task.progress, { stage: 'failed', reason: 'broke 3' });
  assert.match(whyTask(state, task).reason, /A is failed after its last attempt: broke 3/);
  assert.equal(deriveSessionStatus(state, state.sessions.get(one) ?? assert.fail()), 'error');
  live(state, { accepted: true, events: [{ type: 'task.reopened', task: taskId('A'), reason: 'again' }] });
  live(state, decideClaim(state, one, taskId('A')));
  assert.equal(task.epoch, 4);
});

test('the most urgent ready task comes first, and age raises urgency', () => {
  const queue = aPlan(
    [aSession('one')],
    [
      aTask('late', { session: one, priority: 'P0' }),
      aTask('low', { session: one, priority: 'P3' }),
      aTask('mid', { session: one, priority: 'P1' }),
    ],
  );
  const state = after(queue);
  assert.deepEqual(listReady(state, one), ['late', 'mid', 'low']);
  for (const [priority, after, first] of [
    ['P0', 3 * ageingMs - 1, 'newer'],
    ['P0', 3 * ageingMs + 1, 'low'],
    ['P2', ageingMs - 1, 'newer'],
    ['P2', ageingMs + 1, 'low'],
  ] as const) {
    const aged = createSwarmState();
    applyEvent(aged, { type: 'session.planned', session: aSession('one') }, 1, 1);
    applyEvent(aged, { type: 'task.planned', task: aTask('low', { session: one, priority: 'P3' }) }, 1, 2);
    applyEvent(aged, { type: 'task.planned', task: aTask('newer', { session: one, priority }) }, 1 + after, 3);
    assert.equal(listReady(aged, one)[0], first, `${priority} planned ${after} ms later`);
  }
});

test('an idle session steals the least urgent task of a long queue, if it is able to do it', () => {
  const tasks = Array.from({ length: 7 }, (_, at) =>
    aTask(`T${at}`, { session: one, priority: at === 4 ? 'P3' : 'P1', capabilities: at === 4 ? ['code:parser'] : [] }),
  );
  const state = after(aPlan([aSession('one', { agents: { haiku: 9 } }), aSession('two')], tasks));
  assert.deepEqual(listReady(state, two), ['T6']);
  live(state, decideClaimNext(state, two));
  live(state, decideClaim(state, one, taskId('T0')));
  checkRefused(decideClaimNext(state, sessionId('two')), { code: 'agent-ceiling' });
});

test('a blocker brings the best matching session a concrete task, and its merge clears the blocker', () => {
  const signing = aPlan(
    [
      aSession('one'),
      aSession('two', { capabilities: ['security:signing'] }),
      aSession('three', { capabilities: ['docs:writing'] }),
    ],
    [aTask('A', { session: one, unblock: { capabilities: ['security:signing'], run: 'make key' } })],
  );
  const b1 = blockerId('B1');
  const state = after(signing, claimed('A'), {
    type: 'blocker.reported',
    blocker: b1,
    task: taskId('A'),
    session: one,
    epoch: 1,
    reason: 'no key',
    needs: [],
  });
  const task = state.tasks.get(taskId('A')) ?? assert.fail();
  assert.match(whyTask(state, task).reason, /one reported a blocker on A: no key/);
  assert.equal(deriveSessionStatus(state, state.sessions.get(one) ?? assert.fail()), 'blocked');
  const events = decideRescue(state, b1);
  live(state, { accepted: true, events });
  const help = events[0]?.type === 'rescue.started' ? events[0].task.id : assert.fail();
  assert.deepEqual(decideRescue(state, b1), [], 'no second helper while the first has its task');
  checkRefused(decideClaim(state, sessionId('three'), help), { code: 'not-capable' });
  live(state, decideClaim(state, two, help));
  assert.equal(deriveSessionStatus(state, state.sessions.get(two) ?? assert.fail()), 'helping');
  live(state, decideSubmit(state, { task: help, session: two, epoch: 1 }, { commit, evidence: [] }));
  live(state, decideIntegration(state, { task: help, epoch: 1 }, { merged: true, merge: commit, evidence: [] }));
  assert.equal(state.blockers.get(b1)?.cleared?.by, 'two');
  assert.equal(deriveStatus(state, task), 'ready');
});

test('nobody is sent to help when no session matches, and failed helpers are bounded', () => {
  const signing = aPlan(
    [
      aSession('one', { capabilities: ['security:signing'] }),
      ...['two', 'three', 'four'].map((id) => aSession(id, { capabilities: ['security:signing'] })),
    ],
    [aTask('A', { session: one, unblock: { capabilities: ['security:signing'], run: 'make key' } })],
    { policy: { ...plan.policy, maxAttempts: 1 } },
  );
  const b1 = blockerId('B1');
  const report: SwarmEvent = {
    type: 'blocker.reported',
    blocker: b1,
    task: taskId('A'),
    session: one,
    epoch: 1,
    reason: 'no key',
    needs: [],
  };
  const state = after(signing, claimed('A'), report);
  const helpers: string[] = [];
  for (let events = decideRescue(state, b1); events.length > 0; events = decideRescue(state, b1)) {
    live(state, { accepted: true, events });
    const started = events[0]?.type === 'rescue.started' ? events[0] : assert.fail();
    helpers.push(started.helper);
    live(state, decideClaim(state, started.helper, started.task.id));
    live(
      state,
      decideFail(
        state,
        { task: started.task.id, session: started.helper, epoch: 1 },
        { reason: 'no luck', evidence: [] },
      ),
    );
  }
  assert.deepEqual(helpers, ['four', 'three'], 'two at most, and never the blocked session itself');
  const nobody = after(aPlan([aSession('one'), aSession('two')], signing.tasks), claimed('A'), report);
  assert.deepEqual(decideRescue(nobody, b1), []);
});

test('a changed plan withdraws what is gone, keeps what is done or held, and leaves the rest alone', () => {
  const state = after(plan, ...finish('A'), claimed('E', two));
  assert.deepEqual(adoptPlan(state, plan, same), []);
  const moved = { ...plan, tasks: plan.tasks.map((task) => ({ ...task, source: { file: 'plan.md', line: 9 } })) };
  assert.deepEqual(adoptPlan(state, moved, same), [], 'a task that only moved is the same task');
  const smaller = {
    ...plan,
    tasks: plan.tasks.filter((task) => task.id === 'D').map((task) => ({ ...task, title: 'New title' })),
  };
  assert.deepEqual(
    adoptPlan(state, smaller, same).map((event) =>
      'task' in event ? `${event.type} ${typeof event.task === 'string' ? event.task : event.task.id}` : event.type,
    ),
    ['task.planned D', 'task.withdrawn B', 'task.withdrawn C'],
  );
});

test('a session that does nothing says for what it waits', () => {
  const state = after(plan, ...finish('E', two), claimed('A'));
  const check = (id: typeof one, code: string, text: RegExp): void => {
    const why = whySession(state, state.sessions.get(id) ?? assert.fail());
    assert.equal(why.code, code);
    assert.match(why.reason, text);
  };
  check(one, 'running', /one works on A/);
  check(two, 'blocked', /C waits for A \(one\)/);
});

test('a failed task that is dropped from the plan is counted once', () => {
  const single = { ...plan, policy: { ...plan.policy, maxAttempts: 1 } };
  const failedA: SwarmEvent = {
    type: 'task.failed',
    task: taskId('A'),
    epoch: 1,
    final: true,
    reason: 'broke',
    evidence: [],
  };
  const state = after(single, claimed('A'), failedA);
  const before = state.unfinished;
  live(state, { accepted: true, events: [{ type: 'task.withdrawn', task: taskId('A') }] });
  assert.equal(state.unfinished, before, 'a failed task was not counted any more');
  assert.deepEqual(deriveStatus(state, state.tasks.get(taskId('B')) ?? assert.fail()), 'ready');
});

const blockable = aPlan(
  [
    aSession('one'),
    aSession('two', { capabilities: ['security:signing'] }),
    aSession('three', { capabilities: ['security:signing'] }),
  ],
  [aTask('A', { session: one, unblock: { capabilities: ['security:signing'], run: 'make key' } })],
  { policy: { ...plan.policy, maxAttempts: 1 } },
);
const b1 = blockerId('B1');
const report: SwarmEvent = {
  type: 'blocker.reported',
  blocker: b1,
  task: taskId('A'),
  session: one,
  epoch: 1,
  reason: 'no key',
  needs: [],
};

/** A blocker whose first helper has its task. */
function withHelper(): {
  readonly state: SwarmState;
  readonly helper: typeof one;
  readonly help: ReturnType<typeof taskId>;
} {
  const state = after(blockable, claimed('A'), report);
  const [started] = decideRescue(state, b1);
  assert.ok(started?.type === 'rescue.started');
  live(state, { accepted: true, events: [started] });
  return { state, helper: started.helper, help: started.task.id };
}

test('a helper that failed does not stain the success of the next one', () => {
  const { state, helper, help } = withHelper();
  live(state, decideClaim(state, helper, help));
  live(state, decideFail(state, { task: help, session: helper, epoch: 1 }, { reason: 'no luck', evidence: [] }));
  const [second] = decideRescue(state, b1);
  assert.ok(second?.type === 'rescue.started');
  live(state, { accepted: true, events: [second] });
  live(state, decideClaim(state, second.helper, second.task.id));
  live(
    state,
    decideSubmit(state, { task: second.task.id, session: second.helper, epoch: 1 }, { commit, evidence: [] }),
  );
  live(
    state,
    decideIntegration(state, { task: second.task.id, epoch: 1 }, { merged: true, merge: commit, evidence: [] }),
  );
  assert.equal(state.tasks.get(help)?.progress.stage, 'cancelled');
  assert.equal(state.tasks.get(second.task.id)?.progress.stage, 'completed');
});

test('a helper that leaves the plan is replaced, and a changed or dropped task takes its blocker along', () => {
  const { state, helper, help } = withHelper();
  const without = { ...blockable, sessions: blockable.sessions.filter((session) => session.id !== helper) };
  live(state, { accepted: true, events: adoptPlan(state, without, same) });
  assert.equal(state.tasks.get(help)?.progress.stage, 'cancelled');
  const next = decideRescue(state, b1)[0];
  assert.ok(next?.type === 'rescue.started' && next.helper !== helper);
  live(state, { accepted: true, events: [next] });
  const changed = { ...without, tasks: without.tasks.map((task) => ({ ...task, run: 'other' })) };
  live(state, { accepted: true, events: adoptPlan(state, changed, same) });
  assert.equal(state.blockers.get(b1)?.cleared?.by, 'plan');
  assert.equal(deriveStatus(state, state.tasks.get(taskId('A')) ?? assert.fail()), 'ready');
});

test('tasks without a phase count for their session like all others', () => {
  const loose = aPlan(
    [aSession('one')],
    [aTask('A', { session: one }), aTask('B', { session: one, dependsOn: [taskId('A')] })],
  );
  const state = after(loose, claimed('A'), {
    type: 'task.failed',
    task: taskId('A'),
    epoch: 1,
    final: true,
    reason: 'broke',
    evidence: [],
  });
  assert.equal(deriveSessionStatus(state, state.sessions.get(one) ?? assert.fail()), 'error');
  assert.equal(whySession(state, state.sessions.get(one) ?? assert.fail()).code, 'finished');
});

test('an unowned task that nobody is able to do says what is lacking', () => {
  const state = after(
    aPlan(
      [aSession('one', { capabilities: ['docs:writing'] })],
      [aTask('A', { capabilities: ['docs:writing', 'code:parser'] })],
    ),
  );
  const why = whyTask(state, state.tasks.get(taskId('A')) ?? assert.fail());
  assert.equal(why.code, 'not-capable');
  assert.match(why.reason, /one matches A by 0\.50: has [\w:]+, lacks code:parser/);
});

test('a completed task that the plan describes otherwise is named, and stays as it was done', () => {
  const state = after(plan, ...finish('A'));
  const changed = { ...plan, tasks: plan.tasks.map((task) => (task.id === 'A' ? { ...task, title: 'Other' } : task)) };
  assert.deepEqual(adoptPlan(state, changed, same), []);
  assert.deepEqual(
    changedAfterCompletion(state, changed, same).map((task) => task.id),
    ['A'],
  );
});

test('a session without agents says so', () => {
  const state = after(aPlan([aSession('one', { agents: { haiku: 0 } })], [aTask('A', { session: one })]));
  const why = whyTask(state, state.tasks.get(taskId('A')) ?? assert.fail());
  assert.match(`${why.reason} ${why.action}`, /one has no agents at all\. Give it at least one/);
});

test('help whose helper leaves the plan together with the blocked task is withdrawn once', () => {
  const { state, helper, help } = withHelper();
  const sessions = blockable.sessions.filter((session) => session.id !== helper);
  const events = adoptPlan(state, { ...blockable, sessions, tasks: [] }, same);
  const withdrawn = events.filter((event) => event.type === 'task.withdrawn' && event.task === help);
  assert.equal(withdrawn.length, 1);
});

test('a task that moves to another session opens the phase gate that it kept shut', () => {
  const before = aPlan(
    [aSession('one'), aSession('two')],
    [aTask('A', { session: one, phase: 1 }), aTask('B', { session: one, phase: 2 })],
  );
  const state = after(before);
  const tasks = before.tasks.map((task) => (task.id === 'A' ? { ...task, session: two } : task));
  live(state, { accepted: true, events: adoptPlan(state, { ...before, tasks }, same) });
  assert.ok(state.sessions.get(one)?.ready.has(taskId('B')));
});

test('an owner that has left the plan is named as the reason', () => {
  const state = after(plan, { type: 'session.withdrawn', session: one });
  const why = whyTask(state, state.tasks.get(taskId('A')) ?? assert.fail());
  assert.deepEqual([why.code, /one/.test(why.reason)], ['unknown', true]);
});

test('whoever waits for several names the owner of each', () => {
  const several = aPlan(
    [aSession('one'), aSession('two')],
    [
      aTask('A', { session: one }),
      aTask('B', { session: two }),
      aTask('C', { session: one, dependsOn: [taskId('A'), taskId('B')] }),
    ],
  );
  const state = after(several);
  const why = whyTask(state, state.tasks.get(taskId('C')) ?? assert.fail());
  assert.match(why.reason, /^C waits for A \(one\), B \(two\)\.$/);
});

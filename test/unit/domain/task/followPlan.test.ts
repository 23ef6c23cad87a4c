import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { adoptPlan } from '../../../../src/domain/task/adoptPlan.ts';
import { applyEvent } from '../../../../src/domain/task/applyEvent.ts';
import type { SwarmEvent } from '../../../../src/domain/task/event.ts';
import { followPlan } from '../../../../src/domain/task/followPlan.ts';
import { money } from '../../../../src/domain/governor/money.ts';
import { blockerId, sessionId, taskId } from '../../../../src/domain/task/ids.ts';
import type { SwarmPlan, TaskSpec } from '../../../../src/domain/task/plan.ts';
import { createSwarmState, type SwarmState } from '../../../../src/domain/task/swarmState.ts';
import { sameJson } from '../../../../src/domain/witness/canonicalJson.ts';
import { aPlan, aSession, aTask } from '../../../support/plans.ts';

const following = { same: sameJson, hashOf: () => 'h' };
const one = sessionId('session-1');
const task = taskId('T');
const claimed: SwarmEvent = { type: 'task.claimed', task, session: one, epoch: 1, attempt: 1 };
const submitted: SwarmEvent = { type: 'task.submitted', task, epoch: 1, commit: 'a'.repeat(40), evidence: [] };
const completed: SwarmEvent = { type: 'task.completed', task, epoch: 1, merge: 'b'.repeat(40), evidence: [] };
const failed: SwarmEvent = { type: 'task.failed', task, epoch: 1, reason: 'no', final: true, evidence: [] };
const called: SwarmEvent = {
  type: 'help.requested',
  blocker: blockerId('B1'),
  task,
  session: one,
  epoch: 1,
  reason: 'hard',
  needs: [],
};

const plan = (...tasks: readonly TaskSpec[]): SwarmPlan => aPlan([aSession('session-1')], tasks);
const before = plan(aTask('T', { session: one }), aTask('U', { session: one, dependsOn: [task] }));
const changed = plan(aTask('T', { session: one, title: 'other' }), aTask('U', { session: one, dependsOn: [task] }));
const gone = plan(aTask('U', { session: one }));

function lived(...events: readonly SwarmEvent[]): SwarmState {
  const state = createSwarmState();
  for (const event of [...adoptPlan(state, before, sameJson), ...events])
    applyEvent(state, event, 0, state.sequence + 1);
  return state;
}

function told({ events }: { readonly events: readonly SwarmEvent[] }): readonly string[] {
  return events.map((event) => {
    const about = 'task' in event ? (typeof event.task === 'string' ? event.task : event.task.id) : '';
    return `${event.type} ${about}`.trim();
  });
}

function check(
  name: string,
  given: { readonly since?: readonly SwarmEvent[]; readonly plan: SwarmPlan },
  expected: {
    readonly events?: readonly string[];
    readonly held?: readonly string[];
    readonly later?: readonly string[];
  },
): void {
  it(name, () => {
    const step = followPlan(lived(...(given.since ?? [])), given.plan, following);
    assert.deepEqual(told(step), expected.events ?? []);
    assert.deepEqual(
      step.held.map((held) => `${held.task} ${held.kind} ${held.stage} ${held.by}`),
      expected.held ?? [],
    );
    assert.deepEqual(step.later, expected.later ?? []);
  });
}

describe('followPlan', () => {
  check('the same plan', { plan: before }, {});
  check(
    'a task that only moved',
    { plan: plan(...before.tasks.map((spec) => ({ ...spec, source: { file: 'b.md', line: 9 } }))) },
    {},
  );
  check('a new task', { plan: plan(...before.tasks, aTask('V', { session: one })) }, { events: ['task.planned V'] });
  check('a task that waits', { plan: changed }, { events: ['task.planned T'] });
  check('a task that failed', { since: [claimed, failed], plan: changed }, { events: ['task.planned T'] });
  check('a task in hands', { since: [claimed], plan: changed }, { held: ['T changed claimed session-1'] });
  check(
    'a task in the merge queue',
    { since: [claimed, submitted], plan: changed },
    { held: ['T changed submitted session-1'] },
  );
  check(
    'a task that is done',
    { since: [claimed, submitted, completed], plan: changed },
    { held: ['T changed completed session-1'] },
  );
  check(
    'a call for help on a task in hands stays open',
    { since: [claimed, called], plan: changed },
    { held: ['T changed claimed session-1'] },
  );
  check('a task that nobody has is taken out', { plan: gone }, { events: ['task.planned U', 'task.withdrawn T'] });
  check(
    'a task in hands is taken out',
    { since: [claimed], plan: gone },
    { events: ['task.planned U'], held: ['T gone claimed session-1'] },
  );
  check(
    'a task that is done is taken out',
    { since: [claimed, submitted, completed], plan: gone },
    { events: ['task.planned U'] },
  );
  const two = sessionId('session-2');
  const withTwo = (...tasks: readonly TaskSpec[]): SwarmPlan =>
    aPlan([aSession('session-1'), aSession('session-2')], tasks);
  const [, u = aTask('U')] = before.tasks;
  check(
    'a task that moves to a new session stays where it is until the next launch',
    { plan: withTwo(aTask('T', { session: two }), u) },
    { later: ['session-2 is new'] },
  );
  check(
    'a task in hands that moves to a new session stays there',
    { since: [claimed], plan: withTwo(aTask('T', { session: two }), u) },
    { later: ['session-2 is new'] },
  );
  check(
    'what waits for the tasks of a new session waits for the next launch with them',
    {
      plan: withTwo(
        ...before.tasks.map((spec) => (spec.id === task ? { ...spec, dependsOn: [taskId('W')] } : spec)),
        aTask('V', { session: two }),
        aTask('W', { session: one, dependsOn: [taskId('V')] }),
        aTask('X', { session: one, dependsOn: [taskId('U')] }),
      ),
    },
    { events: ['task.planned X'], later: ['session-2 is new'] },
  );
  check(
    'sessions and names wait for the next launch, and the tasks of new sessions with them',
    {
      plan: {
        ...aPlan([aSession('session-2')], [...before.tasks, aTask('V', { session: sessionId('session-2') })]),
        name: 'other',
        integrationBranch: 's2/other',
      },
    },
    {
      later: ['session-2 is new', 'session-1 is gone', 'the name', 'the integration branch'],
    },
  );
  const session = (part: object): SwarmPlan => aPlan([aSession('session-1', part)], before.tasks);
  check(
    'the policy is another at once',
    { plan: { ...before, policy: { ...before.policy, maxAttempts: 9 } } },
    { events: ['policy.changed'] },
  );
  check(
    'the policy is another at once under whoever works',
    { since: [claimed], plan: { ...before, policy: { ...before.policy, minCapabilityMatch: 0.1 } } },
    { events: ['policy.changed'] },
  );
  check(
    'budget, capabilities and relation of a session are others at once',
    { since: [claimed], plan: session({ budget: 3, capabilities: ['docs:writing'], relation: 'ruler' }) },
    { events: ['session.planned'] },
  );
  check(
    'what the agents of a session were started with waits for the next launch, the rest of it does not',
    { plan: session({ budget: 3, provider: 'anthropic', agents: { haiku: 2 }, branch: 's2/other' }) },
    { events: ['session.planned'], later: ['agents and branch and provider of session-1'] },
  );
});

describe('followPlan, the policy', () => {
  it('names what has changed by its key in swarm.yaml, and the hash of what is in force', () => {
    const state = lived();
    const policy = {
      ...before.policy,
      maxAttempts: 9,
      breakerThreshold: 9,
      caps: { ...before.policy.caps, swarm: money(5_000_000) },
    };
    const [fact] = followPlan(
      state,
      { ...before, policy },
      { same: sameJson, hashOf: (of) => `${of.maxAttempts}` },
    ).events;
    assert.deepEqual(fact?.type === 'policy.changed' && [fact.hash, fact.changed], [
      '9',
      [
        { key: 'resource_policy.circuit_breaker_failure_threshold', from: '3', to: '9' },
        { key: 'resource_policy.max_cost', from: null, to: '$5.00' },
      ],
    ]);
  });

  it('keeps the price of a model that agents were started with, and takes another price of one that stays', () => {
    const { haiku, ...others } = before.policy.prices;
    assert.ok(haiku);
    const dearer = { ...haiku, input: haiku.input * 2 };
    const state = lived();
    const prices = Object.fromEntries(
      Object.keys(others)
        .slice(0, 1)
        .map((name) => [name, dearer]),
    );
    for (const event of followPlan(state, { ...before, policy: { ...before.policy, prices } }, following).events)
      applyEvent(state, event, 0, state.sequence + 1);
    assert.deepEqual(state.policy.prices['haiku'], haiku);
    assert.deepEqual(state.policy.prices[Object.keys(others)[0] ?? ''], dearer);
  });

  it('says that a model by another name waits for the next launch', () => {
    const models = { haiku: 'claude-haiku-6' };
    const { later } = followPlan(
      lived(),
      { ...before, models },
      { ...following, launched: { haiku: 'claude-haiku-5-5' } },
    );
    assert.deepEqual(later, ['the model behind haiku']);
  });

  it('leaves a cap that a person has set where the plan states the same as before, and takes one that the plan changes', () => {
    const state = lived({ type: 'budget.set', place: { scope: 'swarm', id: '' }, cap: money(7) });
    const step = (caps: object): void => {
      const policy = { ...before.policy, caps: { ...before.policy.caps, ...caps } };
      for (const event of followPlan(state, { ...before, policy }, following).events)
        applyEvent(state, event, 0, state.sequence + 1);
    };
    step({ task: money(3) });
    assert.equal(state.budget.accounts.get('swarm')?.cap, 7);
    assert.equal(state.budget.taskCap, 3);
    step({ swarm: money(9) });
    assert.equal(state.budget.accounts.get('swarm')?.cap, 9);
  });
});

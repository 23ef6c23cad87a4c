import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { consequences } from '../../../../src/app/coordinator/consequences.ts';
import { money } from '../../../../src/domain/governor/money.ts';
import { shutBreaker } from '../../../../src/domain/task/affordability.ts';
import { adoptPlan } from '../../../../src/domain/task/adoptPlan.ts';
import { applyEvent } from '../../../../src/domain/task/applyEvent.ts';
import { decideProviderRefused } from '../../../../src/domain/task/decideBreaker.ts';
import { describeIdleness } from '../../../../src/domain/task/describeIdleness.ts';
import type { SwarmEvent } from '../../../../src/domain/task/event.ts';
import { blockerId, sessionId, taskId } from '../../../../src/domain/task/ids.ts';
import { mayHelp } from '../../../../src/domain/task/mayHelp.ts';
import type { SwarmPlan } from '../../../../src/domain/task/plan.ts';
import { createSwarmState, type SwarmState } from '../../../../src/domain/task/swarmState.ts';
import { findCycles } from '../../../../src/domain/task/waitGraph.ts';
import { whyUnhelped } from '../../../../src/domain/task/whyBlocked.ts';
import { aPlan, aSession, aTask } from '../../../support/plans.ts';

const key = 'security:signing';
const [a, b, c] = [sessionId('a'), sessionId('b'), sessionId('c')];
const [ta, tb] = [taskId('TA'), taskId('TB')];
const blocker = blockerId('B1');

/** `a` works on TA, which says how others may help; `b` and `c` can, and `b` is the first by name. */
function plan(over: Partial<SwarmPlan> = {}): SwarmPlan {
  const sessions = ['a', 'b', 'c'].map((id) =>
    aSession(id, { provider: 'anthropic', capabilities: [key], agents: { haiku: 2 } }),
  );
  const unblock = { capabilities: [key], run: 'make key' };
  return aPlan(sessions, [aTask('TA', { session: a, unblock }), aTask('TB', { session: b })], over);
}

function stateOf(swarm: SwarmPlan, ...events: readonly SwarmEvent[]): SwarmState {
  const state = createSwarmState();
  const same = (left: unknown, right: unknown): boolean => JSON.stringify(left) === JSON.stringify(right);
  for (const event of [...adoptPlan(state, swarm, same), ...events]) apply(state, event);
  return state;
}

function apply(state: SwarmState, event: SwarmEvent): void {
  applyEvent(state, event, 0, state.sequence + 1);
}

function live(state: SwarmState): readonly string[] {
  const rules: string[] = [];
  for (let next = consequences(state); next; next = consequences(state)) {
    rules.push(next.rule);
    for (const event of next.events) apply(state, event);
  }
  return rules;
}

const claimed = (task = ta, session = a): SwarmEvent => ({ type: 'task.claimed', task, session, epoch: 1, attempt: 1 });
const blocked = (task = ta, session = a, on = tb): SwarmEvent => ({
  ...{ type: 'blocker.reported', blocker: task === ta ? blocker : blockerId('B2'), task, session, epoch: 1 },
  ...{ reason: 'no key', needs: [], on: { kind: 'task', id: on } },
});
const broke = (session: typeof a): SwarmEvent => ({
  type: 'budget.set',
  place: { scope: 'session', id: session },
  cap: money(0),
});
const refusedAt = (session: typeof a): SwarmEvent => ({
  ...{ type: 'provider.refused', pool: session, session, task: ta, epoch: 1, kind: 'auth', until: null },
});

const helpersOf = (state: SwarmState): readonly string[] => [...(state.blockers.get(blocker)?.helpers.keys() ?? [])];
const sessionIn = (state: SwarmState, id: typeof a) => state.sessions.get(id) ?? assert.fail(id);
const blockerIn = (state: SwarmState) => state.blockers.get(blocker) ?? assert.fail(blocker);

describe('help goes by money and breakers', () => {
  const cases: readonly (readonly [string, string, (session: typeof a) => SwarmEvent])[] = [
    ['a session without a budget', 'no-budget', broke],
    ['a session whose credential is refused', 'breaker-open', refusedAt],
  ];
  for (const [name, code, make] of cases) {
    it(`${name} is given no help task: the next one is`, () => {
      const own = aPlan(
        plan().sessions.map((session) => ({ ...session, credential: session.id })),
        plan().tasks,
      );
      const state = stateOf(own, make(b), claimed(), blocked());
      live(state);
      assert.deepEqual(helpersOf(state), ['c']);
      const fitness = mayHelp(state, sessionIn(state, b), blockerIn(state));
      assert.equal(fitness.fit || fitness.refusal.code, code);
    });
  }

  it('when nobody can pay, the person is told so and how to change it, and what changes it brings help', () => {
    const state = stateOf(plan(), broke(b), broke(c), claimed(), blocked());
    apply(state, { type: 'blocker.cleared', blocker, by: 'test' });
    apply(state, { ...claimed(), epoch: 2 } as SwarmEvent);
    const { on: _, ...alone } = blocked() as Extract<SwarmEvent, { type: 'blocker.reported' }>;
    apply(state, { ...alone, epoch: 2 });
    live(state);
    assert.deepEqual(helpersOf(state), []);
    const why = whyUnhelped(state, blockerIn(state));
    assert.match(why?.reason ?? '', /^a is blocked on TA: no key\. b could help, but not now\. .*budget of b/);
    assert.equal(why?.action, 'Raise it: s2 budget set b <amount>.');
    apply(state, { type: 'budget.set', place: { scope: 'session', id: b }, cap: money(1_000_000) });
    assert.deepEqual(live(state), ['rescue']);
    assert.deepEqual(helpersOf(state), ['b']);
  });

  it('an idle session says that it cannot pay, not that it is not capable', () => {
    const idle = aTask('IDLE', { session: b, idle: { kind: 'own' } });
    const state = stateOf({ ...plan(), tasks: [...plan().tasks, idle] }, broke(b), broke(c), claimed(), blocked());
    const said = describeIdleness(state, sessionIn(state, b));
    assert.match(said, /^it helps nobody because there is no budget for TA of a, has no budget for its idle tasks,/);
  });

  it('an idle session says who is helping already', () => {
    const state = stateOf(plan(), claimed(), blocked());
    live(state);
    assert.match(describeIdleness(state, sessionIn(state, b)), /^it helps nobody because c is helping a with TA,/);
  });
});

describe('help for one of a circle', () => {
  it('is a way out of it', () => {
    const state = stateOf(plan(), claimed(), blocked(), claimed(tb, b), blocked(tb, b, ta));
    assert.equal(findCycles(state).length, 1);
    live(state);
    assert.deepEqual(helpersOf(state), ['b']);
    assert.deepEqual(findCycles(state), []);
  });
});

describe('an outside agent', () => {
  it('stops no other one by what its provider told it: each brings its own credential', () => {
    const sessions = ['a', 'b'].map((id) => aSession(id, { provider: 'mcp' }));
    const state = stateOf(aPlan(sessions, [aTask('TA', { session: a }), aTask('TB', { session: b })]), claimed());
    const refusal = { kind: 'auth', until: null } as const;
    const decision = decideProviderRefused(state, { task: ta, session: a, epoch: 1 }, refusal, 0);
    assert.ok(decision.accepted);
    for (const event of decision.events) apply(state, event);
    assert.equal(shutBreaker(state, sessionIn(state, a))?.kind, 'pool');
    assert.equal(shutBreaker(state, sessionIn(state, b)), undefined);
  });
});

describe('a session that runs commands', () => {
  it('cannot stop all others by what a provider is said to have told it', () => {
    const state = stateOf(aPlan([aSession('a'), aSession('b')], [aTask('TA', { session: a })]), claimed());
    const refusal = { kind: 'auth', until: null } as const;
    const decision = decideProviderRefused(state, { task: ta, session: a, epoch: 1 }, refusal, 0);
    assert.ok(!decision.accepted);
    assert.equal(decision.refusal.code, 'forbidden');
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { adoptPlan } from '../../../../src/domain/task/adoptPlan.ts';
import { applyEvent } from '../../../../src/domain/task/applyEvent.ts';
import { decideIntegratedAll } from '../../../../src/domain/task/decideIntegrated.ts';
import type { SwarmEvent } from '../../../../src/domain/task/event.ts';
import { blockerId, sessionId, taskId } from '../../../../src/domain/task/ids.ts';
import { createSwarmState, type SwarmState } from '../../../../src/domain/task/swarmState.ts';
import { aPlan, aSession, aTask } from '../../../support/plans.ts';

const [one, two, three] = [sessionId('one'), sessionId('two'), sessionId('three')];
const blocker = blockerId('B1');
const merge = (n: number): string => String(n).repeat(40);

function apply(state: SwarmState, ...events: readonly SwarmEvent[]): SwarmState {
  for (const event of events) applyEvent(state, event, 0, state.sequence + 1);
  return state;
}

const handedIn = (task: string, session: typeof one): readonly SwarmEvent[] => [
  { type: 'task.claimed', task: taskId(task), session, epoch: 1, attempt: 1 },
  { type: 'task.submitted', task: taskId(task), epoch: 1, commit: merge(9), evidence: [] },
];

function stateOf(...tasks: readonly string[]): SwarmState {
  const state = createSwarmState();
  const plan = aPlan(
    [aSession('one'), aSession('two'), aSession('three')],
    tasks.map((id) => aTask(id, { session: one })),
  );
  return apply(state, ...adoptPlan(state, plan, (a, b) => JSON.stringify(a) === JSON.stringify(b)));
}

const all = (...tasks: readonly string[]) =>
  tasks.map((task, at) => ({ task: taskId(task), epoch: 1, merge: merge(at + 1) }));

describe('a batch that was merged at once', () => {
  it('is recorded task by task, each with its own commit', () => {
    const state = apply(stateOf('A', 'B'), ...handedIn('A', one), ...handedIn('B', one));
    const decision = decideIntegratedAll(state, all('A', 'B'), []);
    assert.ok(decision.accepted);
    assert.deepEqual(
      decision.events.map((event) => event.type === 'task.completed' && [event.task, event.merge]),
      [
        ['A', merge(1)],
        ['B', merge(2)],
      ],
    );
  });

  it('is refused as a whole when one of it does not stand any more, or is named twice', () => {
    const state = apply(stateOf('A', 'B'), ...handedIn('A', one));
    for (const [tasks, code] of [
      [all('A', 'B'), 'stale-epoch'],
      [all('A', 'A'), 'forbidden'],
    ] as const) {
      const decision = decideIntegratedAll(state, tasks, []);
      assert.equal(decision.accepted ? 'accepted' : decision.refusal.code, code);
    }
  });

  it('clears a blocker once when two of it have helped with it', () => {
    const state = stateOf('A');
    const help = (id: string, session: typeof one): SwarmEvent => ({
      type: 'rescue.started',
      blocker,
      helper: session,
      match: 1,
      task: aTask(id, { session, helps: blocker }),
    });
    apply(state, { type: 'task.claimed', task: taskId('A'), session: one, epoch: 1, attempt: 1 });
    apply(state, {
      ...{ type: 'blocker.reported', blocker, task: taskId('A'), session: one, epoch: 1, reason: 'no key', needs: [] },
    });
    apply(state, help('H1', two), ...handedIn('H1', two), help('H2', three), ...handedIn('H2', three));
    const decision = decideIntegratedAll(state, all('H1', 'H2'), []);
    assert.ok(decision.accepted);
    assert.deepEqual(
      decision.events.map(({ type }) => type),
      ['task.completed', 'blocker.cleared', 'task.completed'],
    );
  });
});

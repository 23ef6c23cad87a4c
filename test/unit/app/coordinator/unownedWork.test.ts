import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { SessionSpec } from '../../../../src/domain/task/plan.ts';
import { requestSchema } from '../../../../src/protocol/verbs.ts';
import { aPlan, aSession, aTask } from '../../../support/plans.ts';
import { asSession, createTestCoordinator } from '../../../support/testCoordinator.ts';

/** Tasks that belong to no session, before sessions that have none of their own. */
async function make(sessions: readonly SessionSpec[]) {
  const made = createTestCoordinator();
  const tasks = ['A', 'B', 'C'].map((id) => aTask(id, { capabilities: ['ui:html'], estimate: { cost: 5 } }));
  await made.coordinator.adopt(aPlan(sessions, tasks));
  const ask = async (session: string, request: Record<string, unknown>): Promise<unknown> => {
    const result = await made.coordinator.handle(requestSchema.parse({ session, ...request }), asSession(session));
    return result.ok ? result.value : result.error.code;
  };
  return { ...made, ask };
}

const capable = { capabilities: ['ui:html'], provider: 'anthropic' } as const;

describe('work that belongs to no session', () => {
  it('waits for the breaker of the only one who can do it: the swarm is not stuck, and then goes on', async () => {
    const { coordinator, clock, ask } = await make([aSession('one', capable)]);
    for (const task of ['A', 'B', 'C']) {
      await ask('one', { verb: 'claim', task });
      await ask('one', { verb: 'fail', task, epoch: 1, reason: 'no', evidence: [] });
    }
    assert.equal(await ask('one', { verb: 'claim', task: 'A' }), 'breaker-open');
    assert.equal(coordinator.stage(), 'running');
    clock.ahead = 61_000;
    clock.advance(5_000);
    await coordinator.idle();
    assert.notEqual(await ask('one', { verb: 'claim', task: 'A' }), 'breaker-open');
  });

  it('that nobody can pay for needs a person, by the session that could do it', async () => {
    const { coordinator } = await make([aSession('a-painter'), aSession('broke', { ...capable, budget: 3 })]);
    assert.equal(coordinator.stage(), 'stuck');
    const [need, ...others] = coordinator.snapshot().needsYou;
    assert.equal(need?.subject, 'A');
    assert.match(need.reason, /the budget of broke/);
    assert.equal(need.action, 'Raise it: s2 budget set broke <amount>.');
    assert.deepEqual(
      others.map(({ subject }) => subject),
      ['B', 'C'],
    );
  });
});

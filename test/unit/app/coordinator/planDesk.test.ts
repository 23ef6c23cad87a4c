import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sessionId } from '../../../../src/domain/task/ids.ts';
import { aPlan, aSession, aTask } from '../../../support/plans.ts';
import { asPerson, asSession, createTestCoordinator } from '../../../support/testCoordinator.ts';

const one = sessionId('session-1');
const before = aPlan([aSession('session-1', { agents: { haiku: 1 } })], [aTask('T', { session: one })]);
const changed = aPlan(before.sessions, [aTask('T', { session: one, title: 'other' })]);

test('a claimed task changes with the end of its claim, in the same commit and before anybody can claim it', async () => {
  const { coordinator } = createTestCoordinator();
  await coordinator.adopt(before);
  await coordinator.handle({ verb: 'claim', task: 'T', session: 'session-1' }, asSession('session-1'));
  await coordinator.plan.follow(changed);
  const [need] = coordinator.snapshot().needsYou;
  assert.deepEqual([need?.subject, need?.action.includes('s2 release T')], ['T', true]);
  assert.match(need?.reason ?? '', /^T changed in plan\.md:1 while session-1 works on it/);
  assert.equal(coordinator.snapshot().tasks[0]?.title, 'Task T');
  const release = { verb: 'release', task: 'T', session: 'session-1', epoch: 1, reason: 'released' } as const;
  // Both are decided in one batch: the claim may not find the task as it was.
  const [, again] = await Promise.all([
    coordinator.handle(release, asPerson),
    coordinator.handle({ verb: 'claim', task: 'T', session: 'session-1' }, asSession('session-1')),
  ]);
  assert.ok(again.ok && 'claim' in again.value && again.value.claim.title === 'other');
  assert.deepEqual(coordinator.snapshot().needsYou, []);
  coordinator.dispose();
});

test('documents that give no plan are told until they do, and change nothing', async () => {
  const { coordinator } = createTestCoordinator();
  await coordinator.adopt(before);
  const { sequence } = coordinator.state;
  coordinator.plan.refuse({ message: 'phases/a.md:3:1 error …' });
  assert.match(coordinator.snapshot().needsYou[0]?.reason ?? '', /phases\/a\.md:3:1/);
  await coordinator.plan.follow(before);
  assert.deepEqual(coordinator.snapshot().needsYou, []);
  assert.equal(coordinator.state.sequence, sequence);
  coordinator.dispose();
});

test('a swarm that has finished says that its plan has changed, and begins nothing', async () => {
  const { coordinator } = createTestCoordinator();
  await coordinator.adopt(aPlan(before.sessions, []));
  await coordinator.plan.follow(before);
  assert.deepEqual(
    coordinator.snapshot().needsYou.map(({ reason }) => reason),
    ['The plan has changed since the swarm finished.'],
  );
  assert.equal(coordinator.state.tasks.size, 0);
  coordinator.dispose();
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createHostVoice } from '../../../src/entry/hostVoice.ts';
import { silentLog } from '../../../src/base/log.ts';
import type { CoordinatorClient } from '../../../src/protocol/coordinatorClient.ts';
import { asIntegrator, createTestCoordinator } from '../../support/testCoordinator.ts';
import { aPlan, aSession, aTask } from '../../support/plans.ts';

/** A leader of the same swarm that has heard nothing yet. */
async function aLeader() {
  const { coordinator } = createTestCoordinator();
  await coordinator.adopt(aPlan([aSession('one')], [aTask('T1')]));
  const request: CoordinatorClient['request'] = (asked) => coordinator.handle(asked, asIntegrator);
  const subjects = () => coordinator.snapshot().needsYou.map(({ subject, reason }) => `${subject}: ${reason}`);
  return { client: { request }, subjects };
}

const trouble = { kind: 'fault', reason: 'The disk is full.' } as const;

test('each leader is told what is so now: trouble, and runners that stay down, with the reason', async () => {
  const [first, second] = [await aLeader(), await aLeader()];
  const voice = createHostVoice(silentLog);
  voice.tell(first.client, { verb: 'hostTrouble', what: 'merge queue', trouble });
  voice.tell(first.client, { verb: 'runnerEnded', session: 'one', forGood: true, reason: 'It stays down: no git.' });
  await voice.repeat(second.client);
  const told = ['merge queue: The disk is full.', 'one: It stays down: no git.'];
  assert.deepEqual(first.subjects(), told);
  assert.deepEqual(second.subjects(), told);
});

test('what is over is told to nobody any more', async () => {
  const [first, second] = [await aLeader(), await aLeader()];
  const voice = createHostVoice(silentLog);
  voice.tell(first.client, { verb: 'hostTrouble', what: 'merge queue', trouble });
  voice.tell(first.client, { verb: 'hostTrouble', what: 'merge queue', trouble: null });
  voice.tell(first.client, { verb: 'runnerEnded', session: 'one', forGood: false, reason: 'It is started again.' });
  await voice.repeat(second.client);
  assert.deepEqual(first.subjects(), []);
  assert.deepEqual(second.subjects(), []);
});

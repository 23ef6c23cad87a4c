import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { test } from 'node:test';
import type { OutsideDesk } from '../../../../src/app/ports/outsideDesk.ts';
import { taskId } from '../../../../src/domain/task/ids.ts';
import { aTask } from '../../../support/plans.ts';
import { asPerson } from '../../../support/testCoordinator.ts';
import { callOf, createOutsideWorld, type OutsideWorld } from './outsideWorld.ts';

const tasks = [aTask('A'), aTask('B')];

async function codeOf(desk: OutsideDesk, name: string, input?: unknown, signal?: AbortSignal): Promise<string> {
  const answer = await desk.call(callOf(name, input, signal));
  return answer.ok ? 'ok' : answer.error.code;
}

const holds = ({ coordinator }: OutsideWorld): readonly string[] =>
  [...coordinator.state.sessions.values()].flatMap(({ claims }) => [...claims]);

/** Lets everything go on that waits for nothing but its turn. */
async function settle(): Promise<void> {
  for (let turns = 0; turns < 10; turns += 1) await turn();
}

test('looking takes no place; the first tool that acts registers the session and keeps it alive until the end', async () => {
  const world = await createOutsideWorld(tasks);
  const desk = world.desk();
  assert.equal(await codeOf(desk, 'status'), 'ok');
  assert.equal(await codeOf(desk, 'listReady'), 'ok');
  assert.deepEqual(world.asked, ['listReady']);
  assert.equal(await codeOf(desk, 'claimNext'), 'ok');
  assert.deepEqual(world.asked, ['listReady', 'registerSession', 'claimNext', 'output', 'output']);
  world.clock.advance(60_000);
  await settle();
  assert.deepEqual(world.asked.slice(5), ['heartbeat', 'heartbeat', 'heartbeat']);
  await desk.close();
  world.clock.advance(60_000);
  await settle();
  assert.equal(world.asked.length, 8);
  assert.deepEqual(holds(world), ['A'], 'the claim is left to its lease');
});

test('a lease that nobody renews ends the claim; one that is renewed does not', async () => {
  const world = await createOutsideWorld(tasks);
  const desk = world.desk();
  await desk.call(callOf('claimNext'));
  for (let minutes = 0; minutes < 10; minutes += 1) {
    world.clock.advance(60_000);
    await settle();
  }
  assert.deepEqual(holds(world), ['A']);
  await desk.close();
  world.clock.advance(400_000);
  await settle();
  assert.deepEqual(holds(world), []);
});

test('whoever comes back goes on with the claim instead of registering, and finds its folder', async () => {
  const world = await createOutsideWorld(tasks);
  const first = world.desk();
  await first.call(callOf('claimNext'));
  await first.close();
  world.asked.length = 0;
  const second = world.desk();
  assert.equal(await codeOf(second, 'progress', { task: 'A', epoch: 1, note: 'back again' }), 'ok');
  assert.deepEqual(world.asked, ['heartbeat', 'output', 'progress', 'output']);
  const status = await second.call(callOf('status'));
  assert.partialDeepStrictEqual(status, {
    value: { claims: [{ claim: { task: 'A', epoch: 1 }, worktree: '/w/.s2/worktrees/one' }] },
  });
});

test('one program works as a session at a time, and one task at a time', async () => {
  const world = await createOutsideWorld(tasks);
  const [first, second] = [world.desk(), world.desk()];
  const both = await Promise.all([codeOf(first, 'claimNext'), codeOf(first, 'claimNext')]);
  assert.deepEqual(both, ['ok', 'agent-ceiling']);
  assert.deepEqual(holds(world), ['A']);
  assert.equal(await codeOf(second, 'claimNext'), 'taken');
  await first.close();
  assert.equal(await codeOf(second, 'release', { task: 'A', epoch: 1 }), 'ok');
});

test('a session that runners of ours work for is refused', async () => {
  const world = await createOutsideWorld(tasks, 'command');
  const desk = world.desk();
  assert.equal(await codeOf(desk, 'claimNext'), 'forbidden');
  assert.equal(await codeOf(desk, 'release', { task: 'A', epoch: 1 }), 'forbidden');
  assert.deepEqual(world.asked, []);
});

test('a claim whose call was cancelled, or whose folder cannot be made, is given back', async () => {
  const world = await createOutsideWorld(tasks);
  const desk = world.desk();
  const cancel = new AbortController();
  world.prepare = () => {
    cancel.abort();
    return Promise.resolve();
  };
  assert.equal(await codeOf(desk, 'claimNext', {}, cancel.signal), 'cancelled');
  assert.deepEqual(holds(world), []);
  world.prepare = () => Promise.reject(new Error('no space'));
  await assert.rejects(desk.call(callOf('claimNext')), /no space/);
  assert.deepEqual(holds(world), []);
});

test('a wait ends when there is work, when its time is over, and when it is cancelled; then nothing is claimed', async () => {
  const world = await createOutsideWorld([aTask('A')]);
  const desk = world.desk();
  await world.coordinator.handle({ verb: 'pause' }, asPerson);
  const waiting = codeOf(desk, 'claimNext', { waitSeconds: 60 });
  await settle();
  assert.equal(world.asked.filter((verb) => verb === 'claimNext').length, 1, 'it asks once, and then listens');
  world.clock.advance(61_000);
  assert.equal(await waiting, 'paused');
  const cancel = new AbortController();
  const cancelled = codeOf(desk, 'claimNext', { waitSeconds: 600 }, cancel.signal);
  await settle();
  cancel.abort();
  assert.equal(await cancelled, 'cancelled');
  await world.coordinator.handle({ verb: 'resume' }, asPerson);
  await settle();
  assert.deepEqual(holds(world), []);
  await world.coordinator.handle({ verb: 'pause' }, asPerson);
  const granted = codeOf(desk, 'claimNext', { waitSeconds: 600 });
  await settle();
  await world.coordinator.handle({ verb: 'resume' }, asPerson);
  assert.equal(await granted, 'ok');
});

test('a leader that is gone is said, and the next one is joined without a word', async () => {
  const world = await createOutsideWorld(tasks);
  const desk = world.desk();
  world.led = false;
  assert.equal(await codeOf(desk, 'claimNext'), 'not-running');
  world.led = true;
  assert.equal(await codeOf(desk, 'claimNext'), 'ok');
  world.lose();
  world.led = false;
  assert.equal(await codeOf(desk, 'status'), 'not-running');
  world.led = true;
  assert.equal(await codeOf(desk, 'progress', { task: 'A', epoch: 1, note: 'still here' }), 'ok');
  assert.equal(world.coordinator.state.tasks.get(taskId('A'))?.epoch, 1);
});

test('an agent whose files change is not idle; one that is only there is, and loses its task', async () => {
  const world = await createOutsideWorld([aTask('A')]);
  const desk = world.desk();
  await codeOf(desk, 'claimNext');
  const passes = async (minutes: number): Promise<void> => {
    for (let third = 0; third < minutes * 3; third += 1) {
      world.clock.advance(20_000);
      await settle();
      await world.coordinator.idle();
    }
  };
  world.changes = true;
  await passes(45);
  assert.deepEqual(holds(world), ['A']);
  world.changes = false;
  await passes(25);
  assert.deepEqual(holds(world), []);
  await desk.close();
});

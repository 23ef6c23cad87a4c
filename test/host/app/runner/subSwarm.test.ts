import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { PlaceFault } from '../../../../src/app/runner/sessionRunner.ts';
import type { SwarmEvent } from '../../../../src/domain/task/event.ts';
import { sessionId } from '../../../../src/domain/task/ids.ts';
import { aSession, aTask } from '../../../support/plans.ts';
import { asPerson } from '../../../support/testCoordinator.ts';
import { createRunnerWorld, hastyClock, type RunnerWorld } from './runnerWorld.ts';

const one = sessionId('one');
const pair = [aSession('one', { agents: { haiku: 2 } })];
const never = new AbortController().signal;

async function until({ events }: RunnerWorld, what: (events: readonly SwarmEvent[]) => boolean): Promise<void> {
  while (!what(events)) await delay(10);
}

const has = (events: readonly SwarmEvent[], type: SwarmEvent['type'], task: string): boolean =>
  events.some((event) => event.type === type && 'task' in event && event.task === task);

describe('two agents of a session', () => {
  test('a blocker of one does not stop the other, and when it is cleared the task goes on where it was', async (t) => {
    const world = await createRunnerWorld(t, {
      sessions: pair,
      tasks: [
        aTask('T1', {
          session: one,
          run: 'if [ -e half ] || [ "$S2_EPOCH" = 2 ]; then touch a; else echo no key; exit 75; fi',
        }),
        aTask('T2', { session: one, run: 'until [ -e go ]; do sleep 0.02; done; touch b' }),
      ],
    });
    const queue = new AbortController();
    const merging = world.queue().run(queue.signal);
    const running = world.runner('one').run(never);
    await until(world, (events) => has(events, 'blocker.reported', 'T1') && has(events, 'task.claimed', 'T2'));
    assert.deepEqual(world.coordinator.snapshot().sessions[0]?.agents, { working: 1, ceiling: 2 });
    const [blocker] = world.coordinator.snapshot().blockers;
    await world.coordinator.handle({ verb: 'clearBlocker', blocker: blocker?.id ?? '' }, asPerson);
    await until(world, (events) => has(events, 'task.completed', 'T1'));
    assert.equal(has(world.events, 'task.submitted', 'T2'), false, 'the other one is at its task all the time');
    const { path } = await openSeat(world, 'T2');
    world.repository.write(join('.s2', 'worktrees', path, 'go'), '');
    await running;
    queue.abort();
    await merging;
    assert.ok(has(world.events, 'task.completed', 'T2'));
  });

  test('a pause lets both finish and begins nothing more', async (t) => {
    const world = await createRunnerWorld(t, {
      sessions: pair,
      tasks: ['T1', 'T2', 'T3'].map((id) =>
        aTask(id, { session: one, run: `until [ -e ../../go ]; do sleep 0.02; done; touch ${id}` }),
      ),
    });
    const running = world.runner('one').run(never);
    const claimed = (): number => world.events.filter(({ type }) => type === 'task.claimed').length;
    await until(world, () => claimed() === 2);
    await world.coordinator.handle({ verb: 'pause' }, asPerson);
    world.repository.write('.s2/go', '');
    await until(world, (events) => events.filter(({ type }) => type === 'task.submitted').length === 2);
    await world.coordinator.idle();
    assert.equal(claimed(), 2);
    await world.coordinator.handle({ verb: 'resume' }, asPerson);
    await until(world, (events) => events.filter(({ type }) => type === 'task.submitted').length === 3);
    world.coordinator.ending.finish();
    await running;
  });

  test('a fault of the place that keeps one of them from working ends both, and the other gives its task back', async (t) => {
    const world = await createRunnerWorld(t, {
      sessions: pair,
      tasks: [
        aTask('T1', { session: one, run: 'sleep 600', priority: 'P0' }),
        aTask('T2', { session: one, run: 'touch b' }),
      ],
    });
    const prepareSession: typeof world.workspace.prepareSession = (owner, ...rest) =>
      typeof owner === 'object' && owner.seat === 2
        ? Promise.reject(new Error('the disk is full'))
        : world.workspace.prepareSession(owner, ...rest);
    const runner = world.runner('one', { workspace: { ...world.workspace, prepareSession }, clock: hastyClock });
    await assert.rejects(runner.run(never), (error: unknown) => {
      assert.ok(error instanceof PlaceFault);
      assert.equal(error.message, 'one cannot work here: the disk is full');
      return true;
    });
    const given = world.events.flatMap((event) =>
      event.type === 'task.released' ? [`${event.task} ${event.reason}`] : [],
    );
    assert.deepEqual(
      given.filter((what) => what.startsWith('T1')),
      ['T1 stopped'],
    );
    assert.equal(
      world.events.some(({ type }) => type === 'task.failed'),
      false,
      'nobody is charged',
    );
  });
});

/** The folder below `.s2/worktrees` in which a task is worked on, by the rescue that was remembered for it. */
async function openSeat({ workspace }: RunnerWorld, task: string): Promise<{ readonly path: string }> {
  for (const seat of [1, 2]) {
    const found = await workspace.resumeSession({ session: 'one', seat }, 's2/one', `refs/s2/rescue/${task}/1`);
    if (found) return { path: found.path.split('/').at(-1) ?? '' };
  }
  return assert.fail(`nobody works on ${task}`);
}

import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { SwarmEvent, SwarmEventType } from '../../../../src/domain/task/event.ts';
import { sessionId } from '../../../../src/domain/task/ids.ts';
import type { TaskSpec } from '../../../../src/domain/task/plan.ts';
import { aTask } from '../../../support/plans.ts';
import { createRunnerWorld, type RunnerWorld } from './runnerWorld.ts';

const one = sessionId('one');
const watchdog = { stallMinutes: 0.02, timeoutHours: 1 };

function eventsOf<Type extends SwarmEventType>(world: RunnerWorld, type: Type) {
  return world.events.filter((event): event is Extract<SwarmEvent, { type: Type }> => event.type === type);
}

/** Runs session one until its only task is handed in, or waits for a person. */
async function runOne(t: TestContext, task: Partial<TaskSpec>): Promise<RunnerWorld> {
  const world = await createRunnerWorld(t, { tasks: [aTask('T1', { session: one, ...task })], policy: { watchdog } });
  const stop = new AbortController();
  const running = world.runner('one').run(stop.signal);
  const over = new Set<SwarmEventType>(['task.submitted', 'task.failed', 'blocker.reported']);
  while (!world.events.some((event) => over.has(event.type))) await delay(20);
  stop.abort();
  world.coordinator.ending.finish();
  await running;
  return world;
}

describe('a command that hangs', () => {
  test('is started again, then handed over with its work and a note, which the next one reads', async (t) => {
    const run =
      'if [ -n "$S2_HANDOVER" ]; then cp "$S2_HANDOVER" note.md; else echo half > half.txt; exec sleep 600; fi';
    const world = await runOne(t, { run, files: ['half.txt', 'note.md'], brief: 'Bake two halves.' });
    assert.deepEqual(
      eventsOf(world, 'task.stalled').map(({ rung, epoch }) => [rung, epoch]),
      [
        ['restarted', 1],
        ['handed-over', 1],
      ],
    );
    const [released] = eventsOf(world, 'task.released');
    assert.equal(released?.reason, 'stalled');
    const [submitted] = eventsOf(world, 'task.submitted');
    assert.equal(submitted?.epoch, 2);
    const note = await world.workspace.withCheckout(submitted.commit, (path) =>
      import('node:fs/promises').then(({ readFile }) => readFile(`${path}/note.md`, 'utf8')),
    );
    for (const part of [
      'Bake two halves.',
      'refs/s2/rescue/T1/1',
      'half.txt',
      'note.md is not there yet',
      'one worked on T1',
    ])
      assert.ok(note.includes(part), `${part} is not in: ${note}`);
    const kept = await world.evidence.get(released.note?.sha256 ?? '');
    assert.ok(kept && new TextDecoder().decode(kept).includes('half.txt'));
  });

  test('again and again ends with a person, and its work is kept', async (t) => {
    const world = await runOne(t, { run: 'echo half > half.txt; exec sleep 600' });
    assert.deepEqual(
      eventsOf(world, 'task.stalled').map(({ rung }) => rung),
      ['restarted', 'handed-over', 'restarted', 'parked'],
    );
    assert.match(eventsOf(world, 'blocker.reported')[0]?.reason ?? '', /nothing came of it.*refs\/s2\/rescue\/T1\/2/);
    assert.equal(eventsOf(world, 'task.failed').length, 0);
  });
});

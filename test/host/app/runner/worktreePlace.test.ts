import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { PlaceFault } from '../../../../src/app/runner/sessionRunner.ts';
import type { SwarmEventType } from '../../../../src/domain/task/event.ts';
import { sessionId } from '../../../../src/domain/task/ids.ts';
import type { TaskSpec } from '../../../../src/domain/task/plan.ts';
import type { WorktreeSpec } from '../../../../src/domain/task/worktreeSpec.ts';
import { aSession, aTask } from '../../../support/plans.ts';
import { createRunnerWorld, hastyClock, type RunnerWorld } from './runnerWorld.ts';

const usual = { setupMinutes: 1, copy: [], ports: 10 };

interface Place {
  readonly world: RunnerWorld;
  run(over?: { readonly signal?: AbortSignal; readonly hasty?: boolean }): Promise<void>;
  /** Waits until it has happened `times` times. */
  until(type: SwarmEventType, times: number): Promise<void>;
  printed(): string;
}

async function open(t: TestContext, spec: Partial<WorktreeSpec>, tasks: readonly Partial<TaskSpec>[]): Promise<Place> {
  const one = sessionId('one');
  const world = await createRunnerWorld(t, {
    sessions: [aSession('one', { worktree: { ...usual, ...spec } })],
    ignore: '*.ignored\n*.secret\n',
    tasks: tasks.map((task, at) => aTask(`T${at + 1}`, { session: one, ...task })),
  });
  const never = new AbortController().signal;
  return {
    world,
    run: ({ signal = never, hasty = false } = {}) =>
      world.runner('one', hasty ? { clock: hastyClock } : {}).run(signal),
    until: async (type, times) => {
      while (world.events.filter((event) => event.type === type).length < times) {
        const failed = world.events.find((event) => event.type === 'task.failed');
        if (failed && type !== 'task.failed') assert.fail(JSON.stringify(failed));
        await delay(10);
      }
    },
    printed: () => world.transcript.map(({ text }) => text).join(''),
  };
}

describe('the set-up of a session', () => {
  test('runs once, before its first task, where that works, and is seen', async (t) => {
    const setup =
      'echo ready | tee -a ../setup.log > made.ignored; cat given.secret; echo $PORT $TMPDIR >> ../setup.log';
    const place = await open(t, { setup, copy: ['*.secret'] }, [
      { run: 'test -f made.ignored && cp given.secret a.txt; echo $PORT $TMPDIR >> ../setup.log' },
      { run: 'test -f made.ignored && touch b.txt', verify: ['echo $PORT $TMPDIR $S2_PORT_COUNT >> ../verify.log'] },
    ]);
    const { repository } = place.world;
    repository.write('given.secret', 'so secret');
    const running = place.run();
    await place.until('task.submitted', 2);
    place.world.coordinator.ending.finish();
    await running;
    const log = readFileSync(join(repository.state, 'worktrees', 'setup.log'), 'utf8')
      .trim()
      .split('\n');
    assert.equal(log.length, 3, log.join('\n'));
    assert.equal(log[0], 'ready');
    assert.equal(log[1], log[2], 'the task is told of the same place');
    const [port, temporary] = (log[1] ?? '').split(' ');
    assert.ok(Number(port) >= 20_000 && temporary?.endsWith('/tmp/one'), log[1]);
    const verified = readFileSync(join(repository.state, 'worktrees', 'verify.log'), 'utf8')
      .trim()
      .split(' ');
    assert.notEqual(verified[0], port);
    assert.ok(verified[1]?.endsWith('/tmp/one~verify') && verified[2] === '10', verified.join(' '));
    const printed = place.printed();
    for (const said of ['▸ set-up echo ready', 'so secret', 'Copied from your checkout: given.secret.'])
      assert.ok(printed.includes(said), printed);
    assert.deepEqual(place.world.troubles, [null]);
  });

  test('that fails is nobody’s failure: it is tried again, told with its last words, and then the session stays down', async (t) => {
    const setup = 'for n in 1 2 3 4 5 6 7; do echo line $n; done; printf "\\033[31mno network\\n" >&2; exit 7';
    const place = await open(t, { setup }, [{ run: 'touch a.txt' }]);
    await assert.rejects(place.run({ hasty: true }), (error) => {
      assert.ok(error instanceof PlaceFault, String(error));
      const { message } = error;
      assert.match(message, /The set-up of one's worktree failed: .* exited with code 7/);
      assert.ok(message.includes('line 7') && message.includes('\\u001b[31mno network'), message);
      assert.ok(!message.includes('\u001b'), 'no escape sequence gets to a terminal');
      assert.match(message, /worktree\.setup in swarm\.yaml; no task is charged/);
      return true;
    });
    const types = new Set(place.world.events.map((event) => event.type));
    assert.deepEqual([types.has('task.failed'), types.has('task.released')], [false, true]);
    assert.ok(!place.world.troubles.includes(null) && place.world.troubles.length === 8);
  });

  test('that is stopped ends at once and is not remembered', async (t) => {
    const place = await open(t, { setup: 'echo begun >> ../setup.log; sleep 600' }, [{ run: 'touch a.txt' }]);
    const stop = new AbortController();
    const running = place.run({ signal: stop.signal });
    const log = join(place.world.repository.state, 'worktrees', 'setup.log');
    while (!existsSync(log) || readFileSync(log, 'utf8') !== 'begun\n') await delay(10);
    stop.abort();
    await running;
    assert.deepEqual(place.world.troubles, []);
    const again = new AbortController();
    const then = place.run({ signal: again.signal });
    while (readFileSync(log, 'utf8') !== 'begun\nbegun\n') await delay(10);
    again.abort();
    await then;
  });

  test('that does not end is ended', async (t) => {
    const place = await open(t, { setup: 'sleep 600', setupMinutes: 0.002 }, [{ run: 'touch a.txt' }]);
    await assert.rejects(place.run({ hasty: true }), /failed: `sleep 600` did not end within/);
  });

  test('cannot do a task’s work: what it leaves that git does not ignore is put back', async (t) => {
    const place = await open(t, { setup: 'touch made.txt' }, [{ run: 'true' }]);
    const running = place.run();
    await place.until('task.failed', 1);
    place.world.coordinator.ending.finish();
    await running;
    assert.match(place.printed(), /The set-up changed made\.txt, which git tracks or does not ignore/);
  });
});

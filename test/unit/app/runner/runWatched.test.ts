import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { AgentContext, AgentOutcome, AgentProvider } from '../../../../src/app/ports/agentProvider.ts';
import { runWatched } from '../../../../src/app/runner/runWatched.ts';
import { silentLog } from '../../../../src/base/log.ts';
import type { CoordinatorClient } from '../../../../src/protocol/coordinatorClient.ts';
import type { ClaimedTask, Request } from '../../../../src/protocol/verbs.ts';
import { ManualClock } from '../../../support/testCoordinator.ts';

const minuteMs = 60_000;
const done: AgentOutcome = { kind: 'done', output: new Uint8Array() };

/** An agent that does nothing until it is ended or told that it is done, and a coordinator that answers with these steps. */
function aWorld(
  steps: readonly (string | undefined)[],
  over: { readonly canNudge?: boolean; readonly changes?: boolean } = {},
) {
  const clock = new ManualClock();
  const asked: Request[] = [];
  const contexts: AgentContext[] = [];
  let nudges = 0;
  let finish: (outcome: AgentOutcome) => void = () => undefined;
  const request = (said: Request) => {
    const step = steps[asked.length];
    asked.push(said);
    return Promise.resolve({ ok: true, value: step === undefined ? {} : { step } });
  };
  const client = { request, closed: new AbortController().signal } as unknown as CoordinatorClient;
  const provider: AgentProvider = {
    canNudge: over.canNudge ?? true,
    run: (_, context) =>
      new Promise((resolve, reject) => {
        contexts.push(context);
        finish = resolve;
        context.onNudge?.(() => (nudges += 1));
        context.signal.addEventListener('abort', () => reject(new Error('ended')));
      }),
  };
  const stop = new AbortController();
  const printed: string[] = [];
  const context: AgentContext = {
    session: 's',
    worktree: { path: '/none', branch: 'b', base: 'c', session: 's' },
    environment: {},
    signal: stop.signal,
    onOutput: (_, text) => printed.push(text),
  };
  const task = { task: 'A', epoch: 1, watchdog: { stallMs: 10 * minuteMs, timeoutMs: 360 * minuteMs } } as ClaimedTask;
  const hasChanged = (): Promise<boolean> => Promise.resolve(over.changes ?? false);
  const run = runWatched(task, context, { provider, client, clock, log: silentLog, hasChanged });
  return {
    asked,
    contexts,
    printed,
    stop,
    run,
    nudges: () => nudges,
    finish: () => finish(done),
    passes: async (minutes: number) => {
      for (let half = 0; half < minutes * 4; half += 1) {
        clock.advance(minuteMs / 4);
        for (let turn = 0; turn < 8; turn += 1) await Promise.resolve();
      }
    },
  };
}

describe('an agent under the watchdog', () => {
  test('that comes to an end is not spoken to', async () => {
    const world = aWorld([]);
    await world.passes(9);
    world.finish();
    assert.equal(await world.run, done);
    await world.passes(60);
    assert.deepEqual(world.asked, []);
  });

  test('that prints something new goes on; the same line over and over is no progress', async () => {
    const world = aWorld([undefined]);
    for (let minute = 0; minute < 30; minute += 1) {
      world.contexts[0]?.onOutput('stdout', `step ${minute}\n`);
      await world.passes(1);
    }
    assert.deepEqual(world.asked, []);
    for (let minute = 0; minute < 11; minute += 1) {
      world.contexts[0]?.onOutput('stdout', 'waiting\n');
      await world.passes(1);
    }
    assert.equal(world.asked.length, 1);
    world.finish();
    await world.run;
  });

  test('whose files change goes on', async () => {
    const world = aWorld([], { changes: true });
    await world.passes(100);
    assert.deepEqual(world.asked, []);
    world.finish();
    await world.run;
  });

  test('is nudged, started again with its conversation, and relieved', async () => {
    const world = aWorld(['nudged', 'restarted', 'handed-over']);
    await world.passes(11);
    assert.equal(world.nudges(), 1);
    assert.equal(world.contexts.length, 1);
    await world.passes(11);
    assert.equal(world.contexts.length, 2);
    assert.match(world.contexts[1]?.again ?? '', /interrupted/);
    await world.passes(11);
    const end = await world.run;
    assert.equal(end.kind, 'relieved');
    assert.deepEqual(
      world.asked.map((said) => 'cause' in said && said.cause),
      ['no-progress', 'no-progress', 'no-progress'],
    );
  });

  test('that works on and on has six hours, over all its starts', async () => {
    const world = aWorld(['parked']);
    for (let minute = 0; minute < 361; minute += 1) {
      world.contexts[0]?.onOutput('stdout', `step ${minute}\n`);
      await world.passes(1);
    }
    assert.deepEqual(await world.run.then((end) => end.kind === 'relieved' && [end.by, end.cause]), [
      'parked',
      'timeout',
    ]);
  });

  test('that waits for a person gets its time again', async () => {
    const world = aWorld([undefined, undefined]);
    await world.passes(11);
    assert.equal(world.asked.length, 1);
    await world.passes(8);
    assert.equal(world.asked.length, 1);
    world.finish();
    await world.run;
  });

  test('that is ended by others is not started again', async () => {
    const world = aWorld([]);
    world.stop.abort();
    await assert.rejects(world.run);
    assert.equal(world.contexts.length, 1);
  });
});

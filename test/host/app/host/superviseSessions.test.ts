import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { superviseSessions } from '../../../../src/app/host/superviseSessions.ts';
import type { RunnerExit, RunnerProcess } from '../../../../src/app/ports/runnerProcess.ts';
import { silentLog } from '../../../../src/base/log.ts';
import { ManualClock } from '../../../support/testCoordinator.ts';

const ok: RunnerExit = { ok: true, lastWords: '', forGood: false };
const crash: RunnerExit = { ok: false, lastWords: 'out of luck', forGood: false };

interface FakeRunner {
  readonly session: string;
  readonly crash: string | null;
  readonly end: (exit: RunnerExit) => void;
  readonly getReady: () => void;
  readonly told: string[];
}

/** Supervises sessions whose runners do nothing but what the test says. */
function supervise(sessions: readonly string[]) {
  const clock = new ManualClock();
  const started: FakeRunner[] = [];
  const cleared: string[] = [];
  const ended: { session: string; forGood: boolean; reason: string }[] = [];
  const stop = new AbortController();
  const start = (session: string, crash: string | null): RunnerProcess => {
    const ready = Promise.withResolvers<void>();
    const exited = Promise.withResolvers<RunnerExit>();
    const told: string[] = [];
    const end = (exit: RunnerExit): void => {
      ready.resolve();
      exited.resolve(exit);
    };
    started.push({ session, crash, end, getReady: ready.resolve, told });
    return {
      ready: ready.promise,
      exited: exited.promise,
      stop: () => told.push('stop'),
      kill: () => told.push('kill'),
    };
  };
  const endLeftovers = (session: string): Promise<void> => Promise.resolve(void cleared.push(session));
  const over = superviseSessions(
    { sessions, processes: { start, endLeftovers }, clock, log: silentLog, onEnded: (one) => ended.push(one) },
    stop.signal,
  );
  return { clock, started, cleared, ended, stop, over };
}

describe('the supervisor', () => {
  test('starts four at a time, and the next when one is ready or has ended', async () => {
    const { started, over } = supervise(['a', 'b', 'c', 'd', 'e', 'f']);
    const names = async (): Promise<string> => {
      await turn();
      return started.map((runner) => runner.session).join('');
    };
    assert.equal(await names(), 'abcd');
    started[1]?.getReady();
    assert.equal(await names(), 'abcde');
    started[0]?.end(ok);
    assert.equal(await names(), 'abcdef');
    for (const runner of started) runner.end(ok);
    await over;
    assert.equal(await names(), 'abcdef');
  });

  test('starts a crashed one again, later each time, until the fifth crash in a row', async () => {
    const { clock, started, cleared, ended, over } = supervise(['a']);
    const delays = [1_000, 2_000, 4_000, 8_000];
    for (const [n, ms] of delays.entries()) {
      await turn();
      assert.equal(started.length, n + 1);
      started[n]?.end(crash);
      await turn();
      clock.advance(ms - 1);
      await turn();
      assert.equal(started.length, n + 1);
      clock.advance(1);
    }
    await turn();
    started[4]?.end(crash);
    await over;
    assert.deepEqual(
      started.map((runner) => runner.crash),
      [null, ...Array<string>(4).fill('out of luck')],
      'each is told what the one before it died of',
    );
    assert.equal(cleared.length, 5);
    assert.deepEqual(
      ended.map(({ forGood }) => forGood),
      [false, false, false, false, true],
    );
    assert.match(ended.at(-1)?.reason ?? '', /runner of a crashed 5 times in a row and stays down: out of luck/);
  });

  test('starts none again that only a person can help', async () => {
    const { started, ended, over } = supervise(['a']);
    await turn();
    started[0]?.end({ ...crash, lastWords: 'the disk is full', forGood: true });
    await over;
    assert.deepEqual(ended, [
      {
        session: 'a',
        forGood: true,
        reason: 'The runner of a stays down: the disk is full. Mend the cause, then launch the swarm again.',
      },
    ]);
  });

  test('forgets crashes of long ago', async () => {
    const { clock, started, ended, stop, over } = supervise(['a']);
    for (let n = 0; n < 7; n += 1) {
      await turn();
      clock.advance(61_000);
      started[n]?.end(crash);
      await turn();
      clock.advance(1_000);
    }
    await turn();
    assert.equal(started.length, 8);
    assert.equal(
      ended.some(({ forGood }) => forGood),
      false,
    );
    stop.abort();
    started[7]?.end(ok);
    await over;
  });

  test('asks its runners to stop, and after five seconds makes them', async () => {
    const { clock, started, stop, over } = supervise(['a', 'b', 'c', 'd', 'never started']);
    await turn();
    stop.abort();
    await turn();
    assert.deepEqual(
      started.map(({ told }) => told),
      [['stop'], ['stop'], ['stop'], ['stop']],
    );
    started[0]?.end(ok);
    await turn();
    clock.advance(5_000);
    await turn();
    assert.deepEqual(
      started.map(({ told }) => told.length),
      [1, 2, 2, 2],
    );
    for (const runner of started) runner.end(crash);
    await over;
    assert.equal(started.length, 4);
  });
});

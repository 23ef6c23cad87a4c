import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { AgentProvider } from '../../../../src/app/ports/agentProvider.ts';
import type { SwarmEvent } from '../../../../src/domain/task/event.ts';
import { sessionId } from '../../../../src/domain/task/ids.ts';
import type { SwarmSnapshot } from '../../../../src/protocol/swarmSnapshot.ts';
import type { ClaimedTask } from '../../../../src/protocol/verbs.ts';
import { aSession, aTask } from '../../../support/plans.ts';
import { createRunnerWorld, integrationBranch, type RunnerWorld } from '../runner/runnerWorld.ts';

/** What an agent of a test does with each of its tasks. */
type Work = (task: ClaimedTask, folder: string) => void;

const agent = (work: Work): AgentProvider => ({
  mergesConflicts: true,
  run: (task, { worktree }) => {
    work(task, worktree.path);
    return Promise.resolve({ kind: 'done', output: new Uint8Array() });
  },
});

const count = ({ events }: RunnerWorld, type: SwarmEvent['type']): number =>
  events.filter((event) => event.type === type).length;

async function until(world: RunnerWorld, isDone: () => boolean): Promise<void> {
  const end = performance.now() + 30_000;
  while (!isDone() && performance.now() < end) await delay(10);
  assert.ok(isDone(), JSON.stringify(world.events.slice(-4)));
}

/** Two sessions hand in work on the same file before anything is merged, and go on with whatever comes. */
async function bothWrite(
  t: TestContext,
  plan: { readonly maxAttempts: number; readonly run?: string },
  work?: Work,
): Promise<RunnerWorld> {
  const spec = plan.run === undefined ? {} : { run: plan.run };
  const world = await createRunnerWorld(t, {
    sessions: ['one', 'two'].map((name) => aSession(name)),
    tasks: ['one', 'two'].map((name, n) => aTask(`T${n + 1}`, { session: sessionId(name), ...spec })),
    maxAttempts: plan.maxAttempts,
  });
  const halt = new AbortController();
  const running: Promise<void>[] = [];
  for (const [at, name] of ['one', 'two'].entries()) {
    running.push(world.runner(name, work ? { provider: () => agent(work) } : {}).run(halt.signal));
    await until(world, () => count(world, 'task.submitted') > at);
  }
  running.push(world.queue().run(halt.signal));
  t.after(async () => {
    halt.abort();
    world.closed.abort();
    await Promise.all(running);
  });
  return world;
}

const write = (folder: string, name: string, text: string): void => writeFileSync(join(folder, name), text);

describe('work that does not go together with what is merged', () => {
  test('becomes a blocker with both sides and the files, and whoever solves it finds both in the worktree', async (t) => {
    let found = '';
    let brief = '';
    let shown: SwarmSnapshot['blockers'] = [];
    const world = await bothWrite(t, { maxAttempts: 3 }, (task, folder) => {
      if (task.attempt === 1) return write(folder, 'a.txt', `top\n${task.task}\n`);
      found = readFileSync(join(folder, 'a.txt'), 'utf8');
      ({ brief } = task);
      shown = world.coordinator.snapshot().blockers;
      write(folder, 'a.txt', 'top\nT1\nT2\n');
    });
    await until(world, () => count(world, 'task.completed') === 2);
    const { events, repository } = world;
    const second = events.find((event) => event.type === 'task.submitted' && event.task === 'T2');
    const merge = events.find((event) => event.type === 'task.completed')?.merge ?? '';
    assert.ok(second?.type === 'task.submitted');
    assert.deepEqual(shown[0]?.conflict, {
      files: ['a.txt'],
      more: 0,
      commit: second.commit,
      kept: 'refs/s2/submitted/T2/1',
      onto: merge,
      others: [{ commit: merge, task: 'T1', session: 'one' }],
      solver: 'two',
    });
    assert.equal(repository.git('rev-parse', 'refs/s2/submitted/T2/1'), second.commit);
    assert.match(brief, /Merge conflict[^]*- ours: T2 of two[^]*- theirs: T1 of one[^]*Files in conflict: a\.txt/);
    assert.match(found, /^top\n<<<<<<< [0-9a-f]{40}\nT1\n=======\nT2\n>>>>>>> [0-9a-f]{40}\n$/);
    assert.equal(repository.git('show', `${integrationBranch}:a.txt`), 'top\nT1\nT2');
    assert.deepEqual(world.coordinator.snapshot().blockers, []);
  });

  test('is not taken with the marks of the conflict left in it', async (t) => {
    const world = await bothWrite(t, { maxAttempts: 2 }, (task, folder) =>
      write(folder, task.attempt === 1 ? 'a.txt' : 'b.txt', `${task.task}\n`),
    );
    await until(world, () => world.events.some((event) => event.type === 'task.failed' && event.final));
    const failed = world.events.findLast((event) => event.type === 'task.failed');
    assert.equal(failed?.reason, 'finished with marks of a conflict left in a.txt');
  });

  test('is run again from the new head by a command, and put before a person with both sides when that fails, too', async (t) => {
    const run = 'test $S2_ATTEMPT = 1 || exit 3; echo $S2_TASK > a.txt';
    const world = await bothWrite(t, { maxAttempts: 2, run });
    await until(world, () => world.events.some((event) => event.type === 'task.failed' && event.final));
    const [need, ...others] = world.coordinator.snapshot().needsYou;
    assert.deepEqual(others, []);
    assert.equal(need?.subject, 'T2');
    assert.match(need.reason, /^T2 of two \(.*, kept as refs\/s2\/submitted\/T2\/1\) conflicts with T1 of one/);
    assert.match(need.action, /`s2 reopen T2`/);
  });
});

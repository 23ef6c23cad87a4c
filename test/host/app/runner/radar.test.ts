import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { sessionId } from '../../../../src/domain/task/ids.ts';
import { aSession, aTask } from '../../../support/plans.ts';
import { createRunnerWorld, type RunnerWorld } from './runnerWorld.ts';

const stop = new AbortController().signal;

/** Sessions `one`, `two` … work on a task each, one after the other, and nothing is merged unless `between` does it. */
async function afterAll(
  t: TestContext,
  runs: readonly string[],
  between: (world: RunnerWorld) => Promise<void> = () => Promise.resolve(),
): Promise<RunnerWorld> {
  const names = ['one', 'two', 'three'].slice(0, runs.length);
  const world = await createRunnerWorld(t, {
    sessions: names.map((name) => aSession(name)),
    tasks: runs.map((run, at) => aTask(`T${at + 1}`, { session: sessionId(names[at] ?? ''), run, files: [] })),
  });
  const running: Promise<void>[] = [];
  for (const [at, name] of names.entries()) {
    running.push(world.runner(name).run(stop));
    while (world.events.filter(({ type }) => type === 'task.submitted').length <= at) await delay(10);
    if (at === 0) await between(world);
  }
  world.coordinator.ending.finish();
  await Promise.all(running);
  return world;
}

const shown = ({ coordinator }: RunnerWorld): readonly string[] =>
  coordinator.snapshot().mayConflict.map(({ reason }) => reason);

test('what two sessions have changed differently is shown before it is merged, and what came to the same is not', async (t) => {
  const world = await afterAll(t, ['echo 1 > shared; echo x > same', 'echo 2 > shared; echo x > same', 'echo 3 > own']);
  assert.deepEqual(shown(world), ['T1 (one) and T2 (two) have both changed shared.']);
});

test('what was merged since a session began is shown, and merged work is shown no more', async (t) => {
  const world = await afterAll(t, ['echo 1 > shared', 'echo 2 > shared'], async ({ repository, workspace }) => {
    // What the queue would merge, put there as a commit of its own.
    const head = (await workspace.headOf('s2/test')) ?? '';
    const blob = repository.git('rev-parse', 'HEAD:README.md');
    const tree = repository.git('-c', `alias.mk=!printf '100644 blob ${blob}\\tshared\\n' | git mktree`, 'mk');
    const merged = repository.git('commit-tree', tree, '-p', head, '-m', 'merged');
    assert.equal(await workspace.advance('s2/test', head, merged), true);
  });
  assert.deepEqual(shown(world), [
    'T2 (two) changes what was merged since it began: shared.',
    'T1 (one) and T2 (two) have both changed shared.',
  ]);
});

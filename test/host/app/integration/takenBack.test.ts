import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { sessionId, taskId } from '../../../../src/domain/task/ids.ts';
import type { HostTrouble } from '../../../../src/protocol/hostTrouble.ts';
import { aSession, aTask } from '../../../support/plans.ts';
import { asPerson } from '../../../support/testCoordinator.ts';
import { createRunnerWorld, integrationBranch, type QueueOver, type RunnerWorld } from '../runner/runnerWorld.ts';

/** T1 is merged and T2, built on it, is merged too; before the ledger hears of the latter, a person reopens T1. Both sessions work on. */
async function mergedUnheard(t: TestContext): Promise<RunnerWorld> {
  const names = ['one', 'two'];
  const world = await createRunnerWorld(t, {
    sessions: names.map((name) => aSession(name)),
    tasks: [
      aTask('T1', { session: sessionId('one'), run: 'echo $S2_EPOCH > a.txt' }),
      aTask('T2', { session: sessionId('two'), run: 'touch b.txt', dependsOn: [taskId('T1')] }),
    ],
  });
  const halt = new AbortController();
  const running = names.map((name) => world.runner(name).run(halt.signal));
  t.after(async () => {
    halt.abort();
    world.closed.abort();
    await Promise.all(running);
  });
  const dying = new AbortController();
  const advance: RunnerWorld['workspace']['advance'] = async (...args) => {
    const moved = await world.workspace.advance(...args);
    if (world.events.some(({ type }) => type === 'task.completed')) {
      dying.abort();
      await world.coordinator.handle({ verb: 'reopen', task: 'T1' }, asPerson);
    }
    return moved;
  };
  await world.queue({ workspace: { ...world.workspace, advance } }).run(dying.signal);
  assert.equal(world.repository.git('log', '-1', '--format=%s', integrationBranch), 'Merge T2: Task T2');
  return world;
}

async function queueUntil(world: RunnerWorld, isDone: () => boolean, over: QueueOver): Promise<void> {
  const halt = new AbortController();
  const queue = world.queue(over).run(halt.signal);
  const until = performance.now() + 20_000;
  while (!isDone() && performance.now() < until) await delay(5);
  halt.abort();
  await queue;
  assert.ok(isDone(), world.events.map(({ type }) => type).join(' '));
}

describe('a merge whose task was taken back before the ledger heard of it', () => {
  test('is moved off the branch, and the swarm goes on without a person', async (t) => {
    const world = await mergedUnheard(t);
    const told: HostTrouble[] = [];
    const onTrouble = (trouble: HostTrouble | null): void => void (trouble && told.push(trouble));
    const count = (): number => world.events.filter(({ type }) => type === 'task.completed').length;
    await queueUntil(world, () => count() === 3, { onTrouble });
    assert.deepEqual(told, []);
    assert.notEqual(world.repository.git('show', `${integrationBranch}:a.txt`), '1');
  });

  test('is left alone when it holds anything else than what merging gives', async (t) => {
    const world = await mergedUnheard(t);
    const { repository } = world;
    const [from, merged, tree] = ['^1', '^2', '^1^{tree}'].map((at) =>
      repository.git('rev-parse', `${integrationBranch}${at}`),
    );
    const forged = repository.git(
      'commit-tree',
      tree ?? '',
      '-p',
      from ?? '',
      '-p',
      merged ?? '',
      '-m',
      'Merge T2\n\nS2-Task: T2',
    );
    repository.git('update-ref', `refs/heads/${integrationBranch}`, forged);
    const told: HostTrouble[] = [];
    await queueUntil(world, () => told.length > 0, { onTrouble: (trouble) => void (trouble && told.push(trouble)) });
    assert.equal(told[0]?.kind, 'foreign-commits');
    assert.equal(repository.git('rev-parse', integrationBranch), forged);
  });
});

import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { SwarmEvent } from '../../../../src/domain/task/event.ts';
import type { TaskSpec } from '../../../../src/domain/task/plan.ts';
import { aSession, aTask } from '../../../support/plans.ts';
import { asRunner, asSession } from '../../../support/testCoordinator.ts';
import { createRunnerWorld, type RunnerWorld } from '../runner/runnerWorld.ts';

/** What the queue says of a commit that somebody with the session's token hands in for a task. */
async function verdictOn(
  t: TestContext,
  task: Partial<TaskSpec>,
  make: (world: RunnerWorld) => string,
  provider: 'mcp' | 'command' = 'mcp',
): Promise<SwarmEvent> {
  const world = await createRunnerWorld(t, {
    sessions: [aSession('one', { provider })],
    tasks: [aTask('T1', task)],
  });
  // Its runner is there, and this is not it.
  const join = { verb: 'registerSession', session: 'one', provider, sandbox: 'none' } as const;
  assert.ok((await world.coordinator.handle(join, asRunner('one'))).ok);
  await world.coordinator.handle({ verb: 'claim', task: 'T1', session: 'one' }, asSession('one'));
  const submitted = {
    verb: 'complete',
    task: 'T1',
    session: 'one',
    epoch: 1,
    commit: make(world),
    evidence: [],
  } as const;
  const answer = await world.coordinator.handle(submitted, asSession('one'));
  assert.ok(answer.ok, JSON.stringify(answer));
  return nextVerdict(world);
}

async function nextVerdict(world: RunnerWorld): Promise<SwarmEvent> {
  const halt = new AbortController();
  const running = world.queue().run(halt.signal);
  const find = () => world.events.find(({ type }) => type === 'task.completed' || type === 'task.failed');
  while (!find()) await delay(10);
  halt.abort();
  await running;
  return find() ?? assert.fail();
}

function commitWith(file: string): (world: RunnerWorld) => string {
  return ({ repository }) => {
    repository.git('checkout', '--quiet', '--detach', 'main');
    const blob = repository.git('hash-object', '-w', '.git/HEAD');
    repository.git('update-index', '--add', '--cacheinfo', `100644,${blob},${file}`);
    repository.git('commit', '--quiet', '-m', file);
    const commit = repository.git('rev-parse', 'HEAD');
    repository.git('checkout', '--quiet', '--force', 'main');
    return commit;
  };
}

describe('work that no runner of ours has checked', () => {
  const cases: readonly (readonly [string, Partial<TaskSpec>, (world: RunnerWorld) => string, RegExp])[] = [
    [
      'is verified',
      { verify: ['test -f b.txt'] },
      commitWith('a.txt'),
      /^verify failed: `test -f b.txt` exited with code 1$/,
    ],
    ['needs its deliverables', { files: ['b.txt'] }, commitWith('a.txt'), /^finished without b.txt$/],
    [
      'needs an effect',
      {},
      ({ repository }) => repository.git('rev-parse', 'main'),
      /^finished without changing anything$/,
    ],
  ];
  for (const provider of ['mcp', 'command'] as const)
    for (const [name, task, make, reason] of cases) {
      test(`${name} (${provider})`, async (t) => {
        const verdict = await verdictOn(t, task, make, provider);
        assert.ok(verdict.type === 'task.failed', verdict.type);
        assert.match(verdict.reason, reason);
      });
    }

  test('is merged when it holds what was asked for', async (t) => {
    const verdict = await verdictOn(t, { files: ['a.txt'], verify: ['test -f a.txt'] }, commitWith('a.txt'));
    assert.ok(verdict.type === 'task.completed', JSON.stringify(verdict));
    assert.deepEqual(
      verdict.evidence.map(({ kind }) => kind),
      ['integration'],
    );
  });
});

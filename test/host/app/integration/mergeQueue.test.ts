import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { err } from '../../../../src/base/result.ts';
import type { SwarmEvent } from '../../../../src/domain/task/event.ts';
import { sessionId, taskId } from '../../../../src/domain/task/ids.ts';
import type { TaskSpec } from '../../../../src/domain/task/plan.ts';
import type { HostTrouble } from '../../../../src/protocol/hostTrouble.ts';
import { asSession } from '../../../support/testCoordinator.ts';
import { aSession, aTask } from '../../../support/plans.ts';
import { asPerson } from '../../../support/testCoordinator.ts';
import {
  createRunnerWorld,
  hastyClock,
  integrationBranch,
  type Intercept,
  type RunnerWorld,
} from '../runner/runnerWorld.ts';

const names = ['one', 'two'] as const;
const emptyTree = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';

/** Both sessions submit their task before the merge queue starts. */
async function submitBoth(
  t: TestContext,
  tasks: readonly [Partial<TaskSpec>, Partial<TaskSpec>],
): Promise<RunnerWorld> {
  const world = await createRunnerWorld(t, {
    sessions: names.map((name) => aSession(name)),
    tasks: tasks.map((task, n) => aTask(`T${n + 1}`, { session: sessionId(names[n] ?? ''), ...task })),
  });
  for (const [n, name] of names.entries()) await submit(world, name, n + 1);
  return world;
}

/** Lets the session work until so many tasks were submitted. */
async function submit(world: RunnerWorld, session: string, count: number): Promise<void> {
  const halt = new AbortController();
  const running = world.runner(session).run(halt.signal);
  while (world.events.filter((event) => event.type === 'task.submitted').length < count) await delay(10);
  halt.abort();
  await running;
}

async function merge(world: RunnerWorld, count = 2, queue = world.queue()): Promise<readonly SwarmEvent[]> {
  const verdicts = (): readonly SwarmEvent[] =>
    world.events.filter((event) => event.type === 'task.completed' || event.type === 'task.failed');
  const halt = new AbortController();
  const running = queue.run(halt.signal);
  while (verdicts().length < count) await delay(10);
  halt.abort();
  await running;
  return verdicts();
}

const typesOf = (events: readonly SwarmEvent[]): readonly string[] => events.map((event) => event.type);

describe('the merge queue', () => {
  test('merges in the order of submission, and verifies again what nobody has verified', async (t) => {
    const world = await submitBoth(t, [
      { run: 'echo 1 > a.txt', verify: ['test -f a.txt'] },
      { run: 'echo 2 > b.txt', phase: 4, verify: ['test -f b.txt', 'echo both: *.txt; echo $S2_PHASE/$S2_ATTEMPT'] },
    ]);
    const verdicts = await merge(world);
    assert.deepEqual(typesOf(verdicts), ['task.completed', 'task.completed']);
    const [first, second] = verdicts.map((event) => (event.type === 'task.completed' ? event : assert.fail()));
    // Both are merged at once, and one run proves it.
    assert.deepEqual(first?.evidence, second?.evidence);
    assert.deepEqual(
      second?.evidence.map((ref) => ref.kind),
      ['integration'],
    );
    const said = await world.evidence.get(second?.evidence[0]?.sha256 ?? '');
    assert.equal(
      new TextDecoder().decode(said),
      '$ test -f b.txt\n$ echo both: *.txt; echo $S2_PHASE/$S2_ATTEMPT\nboth: a.txt b.txt\n4/1\n$ test -f a.txt\n',
    );
    assert.equal(world.repository.git('show', `${integrationBranch}:a.txt`), '1');
    assert.equal(world.repository.git('rev-parse', integrationBranch), second?.merge);
    assert.equal(
      world.repository.git('log', '-1', '--format=%s %(trailers:key=S2-Task)', integrationBranch),
      'Merge T2: Task T2 S2-Task: T2',
    );
  });

  test('rejects a conflict with its files and moves nothing', async (t) => {
    const world = await submitBoth(t, [{ run: 'echo 1 > a.txt' }, { run: 'echo 2 > a.txt' }]);
    const [, second] = await merge(world);
    assert.ok(second?.type === 'task.failed');
    assert.match(
      second.reason,
      /^T2 of two \([0-9a-f]{12}, kept as refs\/s2\/submitted\/T2\/1\) conflicts with T1 of one \([0-9a-f]{12}\) in a\.txt$/,
    );
    assert.equal(world.repository.git('show', `${integrationBranch}:a.txt`), '1');
  });

  test('rejects what passes alone and fails with the work of others', async (t) => {
    const world = await submitBoth(t, [{ run: 'touch a.txt' }, { run: 'touch b.txt', verify: ['test ! -e a.txt'] }]);
    const [, second] = await merge(world);
    assert.ok(second?.type === 'task.failed');
    assert.equal(second.reason, 'verify failed: `test ! -e a.txt` exited with code 1 (merged with the work of others)');
    assert.throws(() => world.repository.git('show', `${integrationBranch}:b.txt`));
  });

  test('merges no task twice: what an earlier run merged before it died is found', async (t) => {
    const world = await submitBoth(t, [{ run: 'touch a.txt' }, { run: 'touch b.txt' }]);
    const submitted = world.events.find((event) => event.type === 'task.submitted');
    assert.ok(submitted?.type === 'task.submitted');
    const head = (await world.workspace.headOf(integrationBranch)) ?? '';
    const trailers = { task: 'T1', session: 'one', epoch: 1 };
    const earlier = await world.workspace.createMerge(head, submitted.commit, 'by the run that died', trailers);
    assert.ok(earlier.merged && (await world.workspace.advance(integrationBranch, head, earlier.commit)));
    const [first] = await merge(world);
    assert.ok(first?.type === 'task.completed');
    assert.equal(first.merge, earlier.commit);
    assert.equal(world.repository.git('rev-list', '--count', '--merges', integrationBranch), '2');
  });

  test('keeps a task while the place does not let it merge, tells that once, and merges when it does', async (t) => {
    const world = await submitBoth(t, [{ run: 'touch a.txt' }, { run: 'touch b.txt' }]);
    world.repository.git('checkout', '--quiet', integrationBranch);
    const told: (HostTrouble | null)[] = [];
    let tries = 0;
    const advance: typeof world.workspace.advance = (...args) => {
      tries += 1;
      // Many more than a task has attempts.
      if (tries === 12) world.repository.git('checkout', '--quiet', 'main');
      return world.workspace.advance(...args);
    };
    const queue = world.queue({
      workspace: { ...world.workspace, advance },
      clock: hastyClock,
      onTrouble: (trouble) => told.push(trouble),
    });
    const verdicts = await merge(world, 2, queue);
    assert.deepEqual(typesOf(verdicts), ['task.completed', 'task.completed']);
    assert.equal(told.length, 2, JSON.stringify(told));
    assert.ok(told[0]?.kind === 'fault');
    assert.match(told[0].reason, /^T1 cannot be merged yet: The branch s2\/test is checked out in/);
    assert.equal(told[1], null);
  });

  test('says a verdict that is not taken again without its evidence, instead of working it out for ever', async (t) => {
    const world = await submitBoth(t, [
      { run: 'touch a.txt' },
      // Whoever verifies has a temporary folder of its own: the mark is left where all have the same.
      { run: 'touch b.txt', verify: ['echo ran >> "$(git rev-parse --git-common-dir)/ran"'] },
    ]);
    const intercept: Intercept = (request) =>
      'evidence' in request && request.evidence.length > 0 ? err({ code: 'malformed', message: 'no' }) : undefined;
    const verdicts = await merge(world, 2, world.queue({ intercept }));
    assert.deepEqual(typesOf(verdicts), ['task.completed', 'task.completed']);
    const ran = readFileSync(join(world.repository.path, '.git', 'ran'), 'utf8');
    assert.equal(ran, 'ran\nran\n', 'once by the session, once merged');
  });

  test('ends when it cannot say its verdict at all', async (t) => {
    const world = await submitBoth(t, [{ run: 'touch a.txt' }, { run: 'touch b.txt' }]);
    const intercept: Intercept = (request) =>
      request.verb === 'integratedAll' ? err({ code: 'malformed', message: 'no' }) : undefined;
    await assert.rejects(world.queue({ intercept }).run(new AbortController().signal), /cannot report on T1: no/);
  });

  test('merges nothing of what is taken back while it verifies, because a prerequisite was opened again', async (t) => {
    const world = await createRunnerWorld(t, {
      sessions: names.map((name) => aSession(name)),
      tasks: [
        aTask('T1', { session: sessionId('one'), run: 'touch a.txt' }),
        aTask('T2', { session: sessionId('two'), run: 'touch b.txt', dependsOn: [taskId('T1')] }),
      ],
    });
    await submit(world, 'one', 1);
    await merge(world, 1);
    await submit(world, 'two', 2);
    const head = world.repository.git('rev-parse', integrationBranch);
    const createMerge: typeof world.workspace.createMerge = async (...args) => {
      await world.coordinator.handle({ verb: 'reopen', task: 'T1' }, asPerson);
      return world.workspace.createMerge(...args);
    };
    const halt = new AbortController();
    const intercept: Intercept = (request) => {
      // It goes on to what is next, and there is nothing.
      if (request.verb === 'nextIntegration' && request.wait) halt.abort();
      return undefined;
    };
    await world.queue({ workspace: { ...world.workspace, createMerge }, intercept }).run(halt.signal);
    const types = typesOf(world.events);
    const at = types.indexOf('task.released');
    assert.deepEqual(types.slice(at, at + 2), ['task.released', 'task.reopened']);
    assert.equal(world.repository.git('rev-parse', integrationBranch), head);
  });

  test('rejects a commit that does not exist, and goes on with the next', async (t) => {
    const world = await createRunnerWorld(t, { tasks: [aTask('T1'), aTask('T2')] });
    for (const [task, commit] of [
      ['T1', '1'.repeat(40)],
      ['T2', world.repository.git('commit-tree', emptyTree, '-p', 'main', '-m', 'work')],
    ] as const) {
      await world.coordinator.handle({ verb: 'claim', task, session: 'one' }, asSession('one'));
      const answer = await world.coordinator.handle(
        { verb: 'complete', task, session: 'one', epoch: 1, commit, evidence: [] },
        asSession('one'),
      );
      assert.ok(answer.ok, JSON.stringify(answer));
    }
    const [second, first] = await merge(world);
    assert.ok(first?.type === 'task.failed');
    assert.match(first.reason, /there is no such commit/);
    assert.equal(second?.type, 'task.completed');
  });
});

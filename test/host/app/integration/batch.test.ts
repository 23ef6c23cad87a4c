import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { SwarmEvent } from '../../../../src/domain/task/event.ts';
import { sessionId, taskId } from '../../../../src/domain/task/ids.ts';
import { defaultPolicy, type SessionSpec, type TaskSpec } from '../../../../src/domain/task/plan.ts';
import { aSession, aTask } from '../../../support/plans.ts';
import { asPerson } from '../../../support/testCoordinator.ts';
import { createRunnerWorld, integrationBranch, type QueueOver, type RunnerWorld } from '../runner/runnerWorld.ts';

const [one, two] = [sessionId('one'), sessionId('two')];

interface Swarm {
  readonly tasks: readonly TaskSpec[];
  readonly sessions?: readonly SessionSpec[];
  readonly batch?: number;
  readonly maxAttempts?: number;
}

/** Every task is handed in before anything is merged. */
async function handedIn(t: TestContext, { tasks, batch = 8, maxAttempts = 1, ...plan }: Swarm): Promise<RunnerWorld> {
  const policy = { ...defaultPolicy, integrationBatch: batch, maxAttempts };
  const world = await createRunnerWorld(t, { sessions: [aSession('one')], ...plan, tasks, policy });
  for (const { spec } of world.coordinator.state.sessions.values()) await handIn(world, spec.id);
  return world;
}

async function handIn(world: RunnerWorld, session: string): Promise<void> {
  const due = [...world.coordinator.state.tasks.values()].filter(({ spec, progress, openDependencies }) => {
    return spec.session === session && progress.stage === 'open' && openDependencies.size === 0;
  });
  const halt = new AbortController();
  const running = world.runner(session).run(halt.signal);
  const stages = new Set<string>(['submitted', 'completed', 'failed']);
  await until(world, () => due.every((task) => stages.has(task.progress.stage)));
  halt.abort();
  await running;
}

async function until(world: RunnerWorld, isDone: () => boolean): Promise<void> {
  const end = performance.now() + 60_000;
  while (!isDone() && performance.now() < end) await delay(10);
  assert.ok(isDone(), JSON.stringify(world.events.slice(-4)));
}

const mergedOf = ({ events }: RunnerWorld): readonly Extract<SwarmEvent, { type: 'task.completed' }>[] =>
  events.filter((event) => event.type === 'task.completed');
const failedOf = ({ events }: RunnerWorld): readonly Extract<SwarmEvent, { type: 'task.failed' }>[] =>
  events.filter((event) => event.type === 'task.failed');

/** Merges until so many tasks have a verdict. Gives how many checkouts were verified. */
async function merge(world: RunnerWorld, verdicts: number, over: QueueOver = {}): Promise<number> {
  let runs = 0;
  const withCheckout: typeof world.workspace.withCheckout = (commit, use) => {
    runs += 1;
    return world.workspace.withCheckout(commit, use);
  };
  const halt = new AbortController();
  const queue = world.queue({ ...over, workspace: { ...world.workspace, withCheckout, ...over.workspace } });
  const running = queue.run(halt.signal);
  await until(world, () => mergedOf(world).length + failedOf(world).length >= verdicts);
  halt.abort();
  await running;
  return runs;
}

const good = (n: number, over: Partial<TaskSpec> = {}): TaskSpec =>
  aTask(`T${n}`, { session: one, run: `touch ${n}.txt`, verify: [`test -f ${n}.txt`], ...over });

/** It verifies alone, and not with what the first task brings. */
const bad = (n: number): TaskSpec => good(n, { verify: ['test ! -e 1.txt'] });

const several = (count: number, isBad: (n: number) => boolean): readonly TaskSpec[] =>
  Array.from({ length: count }, (_, at) => (isBad(at + 1) ? bad(at + 1) : good(at + 1)));

const names = (events: readonly { readonly task: string }[]): string => events.map(({ task }) => task).join(' ');

describe('a batch', () => {
  test('of good tasks is verified once, and moves the branch once, to a commit of each', async (t) => {
    const world = await handedIn(t, { tasks: several(6, () => false) });
    let moves = 0;
    const advance: typeof world.workspace.advance = (...args) => {
      moves += 1;
      return world.workspace.advance(...args);
    };
    const runs = await merge(world, 6, { workspace: { ...world.workspace, advance } });
    assert.equal(moves, 1);
    const merged = mergedOf(world);
    assert.equal(names(merged), 'T1 T2 T3 T4 T5 T6');
    const line = world.repository.git(
      'log',
      '--first-parent',
      '--reverse',
      '--format=%H',
      `main..${integrationBranch}`,
    );
    assert.deepEqual(
      merged.map((event) => event.merge),
      line.split('\n'),
    );
    assert.ok(runs <= 1, `${runs} checkouts`);
  });

  for (const [count, at] of [
    [8, 2],
    [8, 5],
    [8, 8],
    [16, 11],
  ] as const)
    test(`of ${count} with task ${at} bad lands all others with a logarithm of verifications`, async (t) => {
      const world = await handedIn(t, { tasks: several(count, (n) => n === at), batch: count });
      const runs: string[] = [];
      const withCheckout: typeof world.workspace.withCheckout = (commit, use) => {
        runs.push(commit);
        return world.workspace.withCheckout(commit, use);
      };
      await merge(world, count, { workspace: { ...world.workspace, withCheckout } });
      assert.equal(names(failedOf(world)), `T${at}`);
      assert.equal(mergedOf(world).length, count - 1);
      assert.match(
        failedOf(world)[0]?.reason ?? '',
        /^verify failed: `test ! -e 1\.txt` .*\(merged with the work of others\)$/,
      );
      assert.equal(failedOf(world)[0]?.evidence[0]?.kind, 'integration');
      // The tip, the halves, and what was above the bad one once more.
      const most = Math.ceil(Math.log2(count)) + 2;
      assert.ok(runs.length <= most, `${runs.length} verifications, not ${most}`);
      t.diagnostic(`${runs.length} verifications for ${count} tasks`);
    });

  test('with several bad tasks lands all others', async (t) => {
    const world = await handedIn(t, { tasks: several(8, (n) => n === 3 || n === 4 || n === 7) });
    await merge(world, 8);
    assert.equal(names(failedOf(world)), 'T3 T4 T7');
    assert.equal(names(mergedOf(world)), 'T1 T2 T5 T6 T8');
  });

  test('is no larger than the policy says', async (t) => {
    const world = await handedIn(t, { tasks: several(5, () => false), batch: 2 });
    const sizes: number[] = [];
    const advance: typeof world.workspace.advance = (branch, from, to) => {
      sizes.push(Number(world.repository.git('rev-list', '--first-parent', '--count', `${from}..${to}`)));
      return world.workspace.advance(branch, from, to);
    };
    await merge(world, 5, { workspace: { ...world.workspace, advance } });
    assert.deepEqual(sizes, [2, 2, 1]);
  });

  test('leaves what conflicts with another of it for the next round, and blames it only for what is merged', async (t) => {
    const sides = [2, 3].map((n) =>
      good(n, { run: `echo ${n} > same.txt`, verify: n === 2 ? ['test ! -e 1.txt'] : [] }),
    );
    const world = await handedIn(t, { tasks: [good(1), ...sides, good(4)] });
    await merge(world, 4);
    assert.equal(names(failedOf(world)), 'T2');
    assert.equal(names(mergedOf(world)), 'T1 T3 T4');
    assert.equal(world.events.filter(({ type }) => type === 'merge.conflicted').length, 0);
  });
});

describe('what was merged before is asked again', () => {
  /** T1 is merged; T2 of another session verifies alone and breaks it. */
  async function breaking(
    t: TestContext,
    first: Partial<TaskSpec>,
    second: Partial<TaskSpec>,
    relation?: 'complement',
  ) {
    const related = relation ? { relation } : {};
    const world = await createRunnerWorld(t, {
      sessions: ['one', 'two'].map((name) => aSession(name, related)),
      tasks: [
        good(1, { verify: ['test ! -e 2.txt'], ...first }),
        good(2, { session: two, ...second }),
        good(3, { session: two }),
      ],
    });
    await handIn(world, 'one');
    await merge(world, 1);
    await handIn(world, 'two');
    await merge(world, 3);
    return world;
  }

  for (const [name, first, second, relation] of [
    ['when the new task depends on it', {}, { dependsOn: [taskId('T1')] }],
    ['when both name the same file', { files: ['*.txt'] }, { files: ['2.txt'] }],
    ['when both are halves of a complement', {}, {}, 'complement'],
  ] as const)
    test(name, async (t) => {
      const world = await breaking(t, first, second, relation);
      assert.equal(names(failedOf(world)), 'T2');
      assert.match(failedOf(world)[0]?.reason ?? '', /^breaks T1: verify failed: `test ! -e 2\.txt`/);
      assert.equal(names(mergedOf(world)), 'T1 T3');
    });

  test('and not when the two have nothing to do with each other', async (t) => {
    const world = await breaking(t, {}, {});
    assert.equal(names(mergedOf(world)), 'T1 T2 T3');
  });

  test('and what failed before the new task is not held against it', async (t) => {
    const world = await createRunnerWorld(t, {
      sessions: ['one', 'two'].map((name) => aSession(name)),
      tasks: [
        good(1, { verify: ['test ! -e "$TMPDIR/broken"'] }),
        good(2, { session: two, run: 'touch 2.txt "$TMPDIR/broken"', dependsOn: [taskId('T1')] }),
      ],
    });
    await handIn(world, 'one');
    await merge(world, 1);
    await handIn(world, 'two');
    await merge(world, 2);
    assert.equal(names(mergedOf(world)), 'T1 T2');
  });

  test('and nothing runs twice on the same content', async (t) => {
    // Of several sessions: tasks of one that write the same file are merged one after the other.
    const names = ['one', 'two', 'three'];
    const world = await handedIn(t, {
      sessions: names.map((name) => aSession(name)),
      tasks: names.map((name, at) =>
        good(at + 1, { session: sessionId(name), verify: ['echo ran >> "$TMPDIR/ran"'], files: ['*.txt'] }),
      ),
    });
    const runs = await merge(world, 3);
    assert.equal(runs, 1);
  });
});

describe('a batch that was merged before the ledger heard of it', () => {
  /** The queue dies between the move of the branch and the word of it. */
  async function mergedUnheard(t: TestContext): Promise<RunnerWorld> {
    const world = await handedIn(t, {
      tasks: [...several(4, () => false), good(5, { dependsOn: [taskId('T1')] })],
    });
    const dying = new AbortController();
    const advance: typeof world.workspace.advance = async (...args) => {
      const moved = await world.workspace.advance(...args);
      dying.abort();
      return moved;
    };
    await world.queue({ workspace: { ...world.workspace, advance } }).run(dying.signal);
    assert.equal(mergedOf(world).length, 0);
    return world;
  }

  test('is found, with each task and its own commit, and nothing is merged twice', async (t) => {
    const world = await mergedUnheard(t);
    const head = world.repository.git('rev-parse', integrationBranch);
    await merge(world, 4);
    assert.equal(names(mergedOf(world)), 'T1 T2 T3 T4');
    assert.equal(world.repository.git('rev-parse', integrationBranch), head);
    assert.equal(mergedOf(world).at(-1)?.merge, head);
  });

  test('is found also when the policy has made batches smaller since', async (t) => {
    const world = await mergedUnheard(t);
    const head = world.repository.git('rev-parse', integrationBranch);
    world.coordinator.state.policy = { ...world.coordinator.state.policy, integrationBatch: 1 };
    await merge(world, 4);
    assert.equal(names(mergedOf(world)), 'T1 T2 T3 T4');
    assert.equal(world.repository.git('rev-parse', integrationBranch), head);
  });

  test('with a task that was taken back is moved off the branch, and the others are merged again', async (t) => {
    const world = await createRunnerWorld(t, {
      sessions: ['one', 'two'].map((name) => aSession(name)),
      tasks: [good(1), good(2, { session: two, dependsOn: [taskId('T1')] }), good(3, { session: two })],
    });
    await handIn(world, 'one');
    await merge(world, 1);
    await handIn(world, 'two');
    const before = world.repository.git('rev-parse', integrationBranch);
    const dying = new AbortController();
    const advance: typeof world.workspace.advance = async (...args) => {
      const moved = await world.workspace.advance(...args);
      dying.abort();
      await world.coordinator.handle({ verb: 'reopen', task: 'T1' }, asPerson);
      return moved;
    };
    await world.queue({ workspace: { ...world.workspace, advance } }).run(dying.signal);
    assert.equal(names(mergedOf(world)), 'T1', 'the whole batch is refused when one of it was taken back');
    assert.notEqual(world.repository.git('rev-parse', integrationBranch), before);
    await merge(world, 2);
    assert.equal(names(mergedOf(world)), 'T1 T3');
    assert.throws(() => world.repository.git('show', `${integrationBranch}:2.txt`));
    assert.equal(world.repository.git('rev-parse', `${integrationBranch}^1`), before);
  });
});

/** Where the queue's process dies: before or after the so many-th call of a step of its work. */
const deaths: readonly [string, 'before' | 'after', number][] = [
  ['createMerge', 'after', 2],
  ['withCheckout', 'before', 1],
  ['withCheckout', 'after', 2],
  ['advance', 'before', 1],
  ['advance', 'after', 1],
  ['integratedAll', 'before', 1],
  ['integratedAll', 'after', 1],
  ['rejected', 'before', 1],
  ['rejected', 'after', 1],
];

describe('a merge queue that dies', () => {
  for (const [step, when, nth] of deaths)
    test(`${when} ${step} (${nth}) loses nothing, and nothing is merged twice`, async (t) => {
      const world = await handedIn(t, { tasks: several(4, (n) => n === 3) });
      const death = new AbortController();
      let calls = 0;
      /** A dead process does nothing more, and nobody hears of it: what it was at never comes back. */
      const mortal = async <T>(name: string, act: () => Promise<T>): Promise<T> => {
        if (name === step) calls += 1;
        const isTime = name === step && calls === nth;
        const never = new Promise<T>(() => undefined);
        if (death.signal.aborted || (isTime && when === 'before')) {
          death.abort();
          return never;
        }
        const done = await act();
        if (isTime) death.abort();
        return death.signal.aborted ? never : done;
      };
      const { workspace } = world;
      const dying: typeof workspace = {
        ...workspace,
        createMerge: (...args) => mortal('createMerge', () => workspace.createMerge(...args)),
        withCheckout: (commit, use) => mortal('withCheckout', () => workspace.withCheckout(commit, use)),
        advance: (...args) => mortal('advance', () => workspace.advance(...args)),
      };
      void world.queue({ workspace: dying, around: mortal }).run(new AbortController().signal);
      await until(world, () => death.signal.aborted);
      await merge(world, 4);
      assert.equal(names(mergedOf(world)), 'T1 T2 T4');
      assert.equal(names(failedOf(world)), 'T3');
      const line = world.repository.git(
        'log',
        '--first-parent',
        '--reverse',
        '--format=%H',
        `main..${integrationBranch}`,
      );
      assert.deepEqual(
        line.split('\n'),
        mergedOf(world).map((event) => event.merge),
      );
    });
});

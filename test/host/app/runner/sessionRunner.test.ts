import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { err } from '../../../../src/base/result.ts';
import type { SwarmEvent, SwarmEventType } from '../../../../src/domain/task/event.ts';
import { blockerId, sessionId } from '../../../../src/domain/task/ids.ts';
import type { TaskSpec } from '../../../../src/domain/task/plan.ts';
import { aSession, aTask } from '../../../support/plans.ts';
import { PlaceFault } from '../../../../src/app/runner/sessionRunner.ts';
import { createRunnerWorld, hastyClock, type RunnerWorld } from './runnerWorld.ts';

const one = sessionId('one');
const stop = new AbortController().signal;

function lastOf<Type extends SwarmEventType>(world: RunnerWorld, type: Type): Extract<SwarmEvent, { type: Type }> {
  const found = world.events.findLast((event) => event.type === type);
  assert.ok(found, `no ${type}: ${JSON.stringify(world.events.at(-1))}`);
  return found as Extract<SwarmEvent, { type: Type }>;
}

/** Runs session one until its only task has come to something. */
async function runOne(t: TestContext, task: Partial<TaskSpec>): Promise<RunnerWorld> {
  const world = await createRunnerWorld(t, { tasks: [aTask('T1', { session: one, phase: 2, ...task })] });
  const running = world.runner('one').run(stop);
  const over = new Set<SwarmEventType>(['task.submitted', 'task.failed', 'blocker.reported', 'task.released']);
  while (!world.events.some((event) => over.has(event.type))) await delay(10);
  world.coordinator.ending.finish();
  await running;
  return world;
}

describe('a task fails', () => {
  const cases: readonly [string, Partial<TaskSpec>, string][] = [
    ['without a command', {}, 'T1 names no command for the provider "command"; add a **Run:** line to it'],
    ['without an effect', { run: 'true' }, 'finished without changing anything'],
    [
      'without an effect, though what was asked for is there',
      { run: 'true', files: ['README.md'] },
      'finished without changing anything: its deliverables are there already; remove the task from the plan if it is done',
    ],
    [
      'when it puts a link to the checkout of the user where its worktree was',
      { run: 'P=$PWD; cd ..; rm -rf $P; ln -s ../.. $P' },
      'removed or replaced the worktree that it had to work in',
    ],
    [
      'when a verify command puts a link to the checkout of the user where it ran',
      { run: 'touch a.txt', verify: ['P=$PWD; cd ..; rm -rf $P; ln -s ../.. $P', 'rm -rf README.md; touch planted'] },
      'verify failed: a command replaced the checkout it ran in',
    ],
    [
      'without its deliverables',
      { run: 'touch a.txt', files: ['a.txt', 'b.txt', '*.md', 'src/**'] },
      'finished without b.txt, src/**',
    ],
    [
      'when its command fails',
      { run: 'touch a.txt; echo why >&2; exit 3' },
      '`touch a.txt; echo why >&2; exit 3` exited with code 3: why',
    ],
    [
      'when its command cannot be started',
      { run: 'no-such-program' },
      '`no-such-program` could not be started: no-such-program was not found on the PATH',
    ],
    [
      'when a verify command fails',
      { run: 'touch a.txt', verify: ['test -f a.txt', 'echo red; test -f b.txt', 'touch never'] },
      'verify failed: `echo red; test -f b.txt` exited with code 1: red',
    ],
    [
      'when verification needs what was not committed',
      { run: 'echo ignored.txt > .gitignore; touch ignored.txt', verify: ['test -f ignored.txt'] },
      'verify failed: `test -f ignored.txt` exited with code 1',
    ],
    [
      'when it leaves a repository that cannot be committed',
      { run: 'git init -q nested && touch nested/a.txt' },
      'git add failed in',
    ],
  ];
  for (const [name, task, reason] of cases) {
    test(name, async (t) => {
      const world = await runOne(t, task);
      const failed = lastOf(world, 'task.failed');
      assert.equal(failed.reason.slice(0, reason.length), reason);
      assert.equal(world.repository.git('status', '--porcelain'), '', 'the checkout of the user is as it was');
    });
  }

  test('when its provider is not there yet', async (t) => {
    const world = await createRunnerWorld(t, {
      sessions: [aSession('one', { provider: 'acp' })],
      tasks: [aTask('T1', { session: one, run: 'touch a.txt' })],
    });
    const running = world.runner('one').run(stop);
    while (!world.events.some((event) => event.type === 'task.failed')) await delay(10);
    world.coordinator.ending.finish();
    await running;
    assert.match(lastOf(world, 'task.failed').reason, /^provider acp is not available in this version/);
  });
});

describe('a task is submitted', () => {
  test('with a commit that was verified elsewhere, and with its evidence', async (t) => {
    const show =
      'printf "%s|" "$S2_TASK" "$S2_SESSION" "$S2_EPOCH" "$S2_ATTEMPT" "$S2_PHASE" "$TMPDIR" > a.txt; echo written';
    const world = await runOne(t, { run: show, verify: ['echo checked'], files: ['a.txt'] });
    const submitted = lastOf(world, 'task.submitted');
    assert.deepEqual(
      submitted.evidence.map((ref) => ref.kind),
      ['output', 'verify'],
    );
    const kept = await Promise.all(submitted.evidence.map((ref) => world.evidence.get(ref.sha256)));
    assert.deepEqual(
      kept.map((bytes) => new TextDecoder().decode(bytes)),
      ['written\n', '$ echo checked\nchecked\n'],
    );
    const printed = world.transcript.filter(({ part }) => part?.kind === 'printed');
    assert.equal(printed.map((chunk) => chunk.text).join(''), 'written\nchecked\n');
    const steps = world.transcript.flatMap(({ part }) => (part?.kind === 'ended' ? [[part.call, part.code]] : []));
    assert.deepEqual(steps, [
      ['run', 0],
      ['verify-1', 0],
    ]);
    const written = world.repository.git('show', `${submitted.commit}:a.txt`);
    assert.equal(written, `T1|one|1|1|2|${join(world.repository.state, 'tmp', 'one')}|`);
    assert.equal(world.repository.git('log', '-1', '--format=%s', submitted.commit), 'T1: Task T1');
    assert.deepEqual(
      [...new Set(world.transcript.map(({ session, task, epoch }) => `${session} ${task} ${epoch}`))],
      ['one T1 1'],
    );
  });

  test('however many verify commands it has', async (t) => {
    const verify = Array.from({ length: 101 }, (_, at) => (at % 50 === 0 ? `echo ${at}` : 'true'));
    const { evidence } = lastOf(await runOne(t, { run: 'touch a.txt', verify }), 'task.submitted');
    assert.deepEqual(
      evidence.map((ref) => ref.kind),
      ['output', 'verify'],
    );
  });

  test('when it helps somebody and its effect is a commit', async (t) => {
    const world = await runOne(t, { run: 'touch a.txt', helps: blockerId('B1') });
    assert.ok(lastOf(world, 'task.submitted').commit);
  });
});

test('a command that exits with 75 reports a blocker with its last words and what the plan says it needs', async (t) => {
  const world = await runOne(t, {
    run: 'echo starting; echo "the schema is missing"; echo; exit 75',
    unblock: { capabilities: ['data:schema'], run: 'true' },
  });
  const { reason, needs } = lastOf(world, 'blocker.reported');
  assert.deepEqual([reason, needs], ['the schema is missing', ['data:schema']]);
});

test('such a command may name the session that it waits for', async (t) => {
  const world = await createRunnerWorld(t, {
    sessions: [aSession('one'), aSession('two')],
    tasks: [aTask('T1', { session: one, run: 'echo no schema; echo S2_BLOCKED_ON=two; exit 75' })],
  });
  const halt = new AbortController();
  world.coordinator.subscribe(
    0,
    ({ entry }) => entry.event.type === 'blocker.reported' && world.coordinator.ending.finish(),
  );
  await world.runner('one').run(halt.signal);
  const { reason, on } = lastOf(world, 'blocker.reported');
  assert.deepEqual([reason, on], ['no schema', { kind: 'session', id: 'two' }]);
});

test('a name that is none of the swarm makes it a failed attempt that says so', async (t) => {
  const world = await runOne(t, { run: 'echo S2_BLOCKED_ON=nobody; exit 75' });
  assert.match(
    lastOf(world, 'task.failed').reason,
    /^its result was not accepted: There is no task nobody in this swarm/,
  );
});

test('output reaches the leader while the command still runs', async (t) => {
  const world = await createRunnerWorld(t, {
    tasks: [aTask('T1', { session: one, run: 'echo first; until [ -e go ]; do sleep 0.02; done; touch a.txt' })],
  });
  const seen: string[] = [];
  world.coordinator.onOutput((chunk) => seen.push(chunk.text));
  const running = world.runner('one').run(stop);
  while (!seen.includes('first\n')) await delay(10);
  world.repository.write('.s2/worktrees/one/go', '');
  while (!world.events.some((event) => event.type === 'task.submitted')) await delay(10);
  world.coordinator.ending.finish();
  await running;
});

const patient = "trap '' TERM; echo up; echo $$ > pid; while :; do sleep 0.05; echo tick; done";

/** Starts a task that would go on for ever, and waits until it runs. */
async function startPatient(t: TestContext, intercept?: Parameters<RunnerWorld['runner']>[1]) {
  const world = await createRunnerWorld(t, {
    tasks: [
      aTask('T1', { session: one, run: patient }),
      aTask('T2', { session: one, run: 'touch b.txt', priority: 'P3' }),
    ],
  });
  const pidFile = join(world.repository.state, 'worktrees', 'one', 'pid');
  const halt = new AbortController();
  const running = world.runner('one', intercept).run(halt.signal);
  while (!existsSync(pidFile) || readFileSync(pidFile, 'utf8') === '') await delay(10);
  const pid = Number(readFileSync(pidFile, 'utf8'));
  return { world, halt, running, isAlive: () => existsSync(`/proc/${pid}`) };
}

describe('a running command is ended', () => {
  test('by a stop, and its claim is given back', async (t) => {
    const { world, halt, running, isAlive } = await startPatient(t);
    halt.abort();
    await running;
    assert.equal(lastOf(world, 'task.released').reason, 'stopped');
    while (isAlive()) await delay(10);
  });

  test('when the coordinator is gone', async (t) => {
    const { world, running, isAlive } = await startPatient(t);
    world.closed.abort();
    await running;
    while (isAlive()) await delay(10);
    assert.equal(
      world.events.some((event) => event.type === 'task.released'),
      false,
    );
  });

  test('though it is silent, when a person gives its task back', async (t) => {
    const world = await createRunnerWorld(t, {
      tasks: [aTask('T1', { session: one, run: 'echo $$ > pid; sleep 600; touch a.txt' })],
    });
    const pidFile = join(world.repository.state, 'worktrees', 'one', 'pid');
    const running = world.runner('one').run(stop);
    while (!existsSync(pidFile) || readFileSync(pidFile, 'utf8') === '') await delay(10);
    const pid = readFileSync(pidFile, 'utf8').trim();
    const asked = { principal: { kind: 'person', name: 't', token: null }, signal: stop } as const;
    await world.coordinator.handle({ verb: 'pause' }, asked);
    const { epoch } = lastOf(world, 'task.claimed');
    await world.coordinator.handle({ verb: 'release', task: 'T1', session: 'one', epoch, reason: 'released' }, asked);
    while (existsSync(`/proc/${pid}`)) await delay(10);
    world.coordinator.ending.finish();
    await running;
    assert.equal(lastOf(world, 'task.released').reason, 'released');
  });

  test('when its claim has ended, and nothing more is said under that claim', async (t) => {
    let fenced = false;
    const { world, running, isAlive } = await startPatient(t, (request) =>
      fenced && request.verb === 'output' && request.task === 'T1'
        ? err({ code: 'stale-epoch', message: 'The claim has ended.' })
        : undefined,
    );
    const { epoch } = lastOf(world, 'task.claimed');
    const lost = { verb: 'release', task: 'T1', session: 'one', epoch, reason: 'released' } as const;
    await world.coordinator.handle(
      { verb: 'pause' },
      { principal: { kind: 'person', name: 't', token: null }, signal: stop },
    );
    await world.coordinator.handle(lost, { principal: { kind: 'session', session: 'one', token: null }, signal: stop });
    fenced = true;
    while (isAlive()) await delay(10);
    world.coordinator.ending.finish();
    await running;
    assert.equal(world.events.filter((event) => event.type === 'task.released').length, 1);
    assert.equal(
      world.events.some((event) => event.type === 'task.submitted' && event.task === 'T1'),
      false,
    );
  });
});

test('a session that the coordinator does not know ends with a clear sentence', async (t) => {
  const world = await createRunnerWorld(t, { tasks: [aTask('T1', { session: one })] });
  await assert.rejects(world.runner('nobody').run(stop), /nobody cannot work: There is no session nobody/);
});

describe('a report that is not taken', () => {
  test('becomes a failure that says why, so that nobody waits for ever', async (t) => {
    const world = await runOne(t, { run: 'exit 75', unblock: { capabilities: ['x'.repeat(220)], run: 'true' } });
    assert.match(lastOf(world, 'task.failed').reason, /^its result was not accepted: /);
  });

  test('ends the runner when the failure is not taken either', async (t) => {
    const world = await createRunnerWorld(t, { tasks: [aTask('T1', { session: one, run: 'touch a.txt' })] });
    const intercept = (request: { readonly verb: string }) =>
      ['complete', 'fail'].includes(request.verb) ? err({ code: 'malformed', message: 'no' }) : undefined;
    await assert.rejects(world.runner('one', intercept).run(stop), /one cannot report on T1: no/);
  });
});

describe('a fault of the place', () => {
  /** A session whose worktree cannot be prepared for the first `count` times. */
  async function runFaulty(t: TestContext, count: number) {
    const world = await createRunnerWorld(t, { tasks: [aTask('T1', { session: one, run: 'touch a.txt' })] });
    let faults = 0;
    const prepareSession: typeof world.workspace.prepareSession = (...args) => {
      faults += 1;
      if (faults <= count) return Promise.reject(new Error('the disk is full'));
      return world.workspace.prepareSession(...args);
    };
    const runner = world.runner('one', { workspace: { ...world.workspace, prepareSession }, clock: hastyClock });
    return { world, running: runner.run(stop) };
  }

  test('is not charged to the task, which is given back with a note and taken again', async (t) => {
    const { world, running } = await runFaulty(t, 3);
    while (!world.events.some((event) => event.type === 'task.submitted')) await delay(10);
    world.coordinator.ending.finish();
    await running;
    const types = world.events.flatMap((event) => (event.type.startsWith('task.') ? [event.type] : []));
    const givenBack = ['task.claimed', 'task.progressed', 'task.released'];
    assert.deepEqual(types, [
      'task.planned',
      ...givenBack,
      ...givenBack,
      ...givenBack,
      'task.claimed',
      'task.submitted',
    ]);
    assert.equal(lastOf(world, 'task.progressed').note, 'given back: the disk is full');
    assert.equal(lastOf(world, 'task.claimed').attempt, 1);
  });

  test('that does not go away ends the session with its reason, and no task has failed', async (t) => {
    const { world, running } = await runFaulty(t, Infinity);
    await assert.rejects(running, (error: unknown) => {
      assert.ok(error instanceof PlaceFault);
      assert.equal(error.message, 'one cannot work here: the disk is full');
      return true;
    });
    assert.equal(world.events.filter((event) => event.type === 'task.released').length, 8);
    assert.equal(
      world.events.some((event) => event.type === 'task.failed'),
      false,
    );
  });
});

import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { sessionId } from '../../../../src/domain/task/ids.ts';
import type { SwarmSnapshot } from '../../../../src/protocol/swarmSnapshot.ts';
import { asIntegrator, asPerson } from '../../../support/testCoordinator.ts';
import { aSession, aTask } from '../../../support/plans.ts';
import { createRunnerWorld, hastyClock, integrationBranch, type RunnerWorld } from '../runner/runnerWorld.ts';

const ref = `refs/heads/${integrationBranch}`;

/** One task is submitted; the merge queue is not at work yet. */
async function submitted(t: TestContext, run = 'echo 1 > a.txt'): Promise<RunnerWorld> {
  const world = await createRunnerWorld(t, {
    sessions: [aSession('one')],
    tasks: [aTask('T1', { session: sessionId('one'), run, title: 'First' })],
  });
  const halt = new AbortController();
  const running = world.runner('one').run(halt.signal);
  while (!has(world, 'task.submitted')) await delay(10);
  halt.abort();
  await running;
  return world;
}

const has = (world: RunnerWorld, type: string): boolean => world.events.some((event) => event.type === type);

/** A queue at work, and what it makes a person be told. */
function start(world: RunnerWorld, workspace = world.workspace): { needs: () => Needs; stop: () => Promise<void> } {
  const halt = new AbortController();
  const queue = world.queue({
    workspace,
    clock: hastyClock,
    onTrouble: (trouble) =>
      void world.coordinator.handle({ verb: 'hostTrouble', what: 'merge queue', trouble }, asIntegrator),
  });
  const running = queue.run(halt.signal);
  const stop = (): Promise<void> => (halt.abort(), running);
  return { needs: () => world.coordinator.snapshot().needsYou, stop };
}
type Needs = SwarmSnapshot['needsYou'];

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await delay(10);
}

function commitOnto(world: RunnerWorld, message: string, onto = ref): string {
  return world.repository.git('commit-tree', `${onto}^{tree}`, '-p', onto, '-m', message);
}

/** Waits until a person is told of commits of others, and gives what is said. */
async function heldUp({ needs }: { needs: () => Needs }): Promise<Needs[number]> {
  await until(() => needs().some(({ subject }) => subject === integrationBranch));
  return needs()[0] ?? assert.fail();
}

function accept(world: RunnerWorld, head: string): ReturnType<RunnerWorld['coordinator']['handle']> {
  const from = world.coordinator.state.integration.head ?? '';
  return world.coordinator.handle({ verb: 'acceptCommits', from, head, commits: [head], more: 0 }, asPerson);
}

describe('commits that the ledger does not account for', () => {
  test('of a person stop merging, are named, and stay below the merge once they are accepted', async (t) => {
    const world = await submitted(t);
    const before = world.repository.git('rev-parse', ref);
    const head = commitOnto(world, 'Mend the\u0007 sign\u001b[31m');
    world.repository.git('update-ref', ref, head);
    const queue = start(world);
    const need = await heldUp(queue);
    assert.equal(
      need.reason,
      `Somebody else has committed to s2/test, and nothing is merged on top: ${head.slice(0, 12)} by Pat Person "Mend the sign [31m".`,
    );
    assert.equal(
      need.action,
      `Take them over with \`s2 accept-commits ${head.slice(0, 12)}\`, or move the branch back with \`git branch -f s2/test ${before.slice(0, 12)}\`.`,
    );
    assert.equal(world.repository.git('rev-parse', ref), head, 'nothing was merged on top');
    assert.equal((await accept(world, head)).ok, true);
    await until(() => has(world, 'task.completed'));
    await until(() => queue.needs().length === 0);
    await queue.stop();
    assert.equal(world.repository.git('rev-parse', `${ref}^1`), head);
    assert.equal(world.repository.git('show', `${ref}:a.txt`), '1');
  });

  test('are merged without, once the person has moved the branch back as told', async (t) => {
    const world = await submitted(t);
    const before = world.repository.git('rev-parse', ref);
    world.repository.git('update-ref', ref, commitOnto(world, 'rogue'));
    const queue = start(world);
    const command = /`(git branch -f [^`]+)`/.exec((await heldUp(queue)).action)?.[1] ?? '';
    world.repository.git(...command.split(' ').slice(1));
    await until(() => has(world, 'task.completed'));
    await queue.stop();
    assert.equal(world.repository.git('rev-parse', `${ref}^1`), before);
    assert.doesNotMatch(world.repository.git('log', '--format=%s', ref), /rogue/);
  });

  for (const [way, how] of [
    ['update-ref', `git update-ref ${ref} HEAD`],
    ['push', `git push -q . HEAD:${ref}`],
  ] as const) {
    test(`by a task's own command with ${way} stop merging`, async (t) => {
      const run = `echo 1 > a.txt && echo 2 > rogue.txt && git add rogue.txt && git commit -q -m sneaked && ${how} && git reset -q --hard HEAD~1 && echo 1 > a.txt`;
      const world = await submitted(t, run);
      const queue = start(world);
      assert.match((await heldUp(queue)).reason, /by Pat Person "sneaked"\.$/);
      await queue.stop();
      assert.equal(has(world, 'task.completed'), false);
    });
  }

  test('that claim to be the work of the swarm are named as forged', async (t) => {
    const world = await submitted(t);
    const forged = commitOnto(world, 'Merge T1: First\n\nS2-Task: T1\nS2-Session: one\nS2-Epoch: 1\nS2-Witness: 00');
    world.repository.git('update-ref', ref, forged);
    const queue = start(world);
    assert.match(
      (await heldUp(queue)).reason,
      /"Merge T1: First", FORGED: it claims to be T1, which the ledger does not know\.$/,
    );
    await queue.stop();
  });

  test('that look like the merge that is due, with other content, are foreign', async (t) => {
    const world = await submitted(t);
    const event = world.events.find((known) => known.type === 'task.submitted');
    assert.ok(event?.type === 'task.submitted');
    const { repository } = world;
    const forged = repository.git(
      'commit-tree',
      `${ref}^{tree}`,
      '-p',
      ref,
      '-p',
      event.commit,
      '-m',
      'Merge T1: First',
    );
    repository.git('update-ref', ref, forged);
    const queue = start(world);
    assert.match((await heldUp(queue)).reason, new RegExp(forged.slice(0, 12)));
    await queue.stop();
    assert.equal(has(world, 'task.completed'), false);
  });

  test('between the look and the merge lose nothing: the branch is moved only from where it was seen', async (t) => {
    const world = await submitted(t);
    let rogue: string | undefined;
    const racing = {
      ...world.workspace,
      advance: (branch: string, from: string, to: string): Promise<boolean> => {
        if (rogue === undefined) world.repository.git('update-ref', ref, (rogue = commitOnto(world, 'in between')));
        return world.workspace.advance(branch, from, to);
      },
    };
    const queue = start(world, racing);
    assert.match((await heldUp(queue)).reason, /"in between"/);
    assert.equal(world.repository.git('rev-parse', ref), rogue);
    await queue.stop();
  });

  test('are told also when there is nothing to merge', async (t) => {
    const world = await submitted(t);
    const first = start(world);
    await until(() => has(world, 'task.completed'));
    await first.stop();
    await world.coordinator.adopt({ ...planOf(world), tasks: [aTask('T1'), aTask('T2')] });
    world.repository.git('update-ref', ref, commitOnto(world, 'late'));
    const queue = start(world);
    assert.match((await heldUp(queue)).reason, /"late"/);
    await queue.stop();
  });

  test('never get into the work of others', async (t) => {
    const world = await submitted(t);
    world.repository.git('update-ref', ref, commitOnto(world, 'rogue'));
    await world.coordinator.adopt({
      ...planOf(world),
      tasks: [aTask('T1'), aTask('T2', { run: 'git log --format=%s > log' })],
    });
    const halt = new AbortController();
    const running = world.runner('one').run(halt.signal);
    await until(() => world.events.filter((event) => event.type === 'task.submitted').length === 2);
    halt.abort();
    await running;
    const last = world.events.findLast((event) => event.type === 'task.submitted');
    assert.ok(last?.type === 'task.submitted');
    assert.doesNotMatch(world.repository.git('log', '--format=%s', last.commit), /rogue/);
  });
});

function planOf(world: RunnerWorld) {
  const { name, policy, sessions } = world.coordinator.state;
  return { name, integrationBranch, policy, sessions: [...sessions.values()].map(({ spec }) => spec), tasks: [] };
}

describe('an integration branch that lost what the ledger accounts for', () => {
  for (const [name, spoil, message] of [
    [
      'was moved back',
      (world: RunnerWorld) => world.repository.git('update-ref', ref, `${ref}~1`),
      /lacks work that was merged\. Put it back with `git branch -f s2\/test [0-9a-f]{12}`/,
    ],
    [
      'was deleted',
      (world: RunnerWorld) => world.repository.git('update-ref', '-d', ref),
      /is gone\. Put it back with `git branch s2\/test [0-9a-f]{12}`/,
    ],
  ] as const) {
    test(`${name}: the merge waits, and goes on when it is put back`, async (t) => {
      const world = await submitted(t);
      const first = commitOnto(world, 'taken over');
      world.repository.git('update-ref', ref, first);
      assert.equal((await accept(world, first)).ok, true);
      spoil(world);
      const queue = start(world);
      await until(() => queue.needs().length > 0);
      assert.match(queue.needs()[0]?.reason ?? '', message);
      world.repository.git('update-ref', ref, first);
      await until(() => has(world, 'task.completed'));
      await queue.stop();
    });
  }
});

test('a person accepts only what was counted from the head that the ledger has, and nobody else may', async (t) => {
  const world = await submitted(t);
  const [head, other] = ['1'.repeat(40), '2'.repeat(40)];
  const asked = { verb: 'acceptCommits', from: other, head, commits: [head], more: 0 } as const;
  const stale = await world.coordinator.handle(asked, asPerson);
  assert.equal(!stale.ok && stale.error.code, 'forbidden');
  const from = world.coordinator.state.integration.head ?? '';
  const byHost = await world.coordinator.handle({ ...asked, from }, asIntegrator);
  assert.equal(!byHost.ok && byHost.error.code, 'forbidden');
  assert.equal((await world.coordinator.handle({ ...asked, from }, asPerson)).ok, true);
  const again = await world.coordinator.handle({ ...asked, from: head }, asPerson);
  assert.equal(!again.ok && again.error.code, 'forbidden', 'there is nothing to accept any more');
});

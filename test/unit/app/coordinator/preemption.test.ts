import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sessionId, taskId } from '../../../../src/domain/task/ids.ts';
import { defaultPolicy, type Policy, type SessionSpec, type TaskSpec } from '../../../../src/domain/task/plan.ts';
import type { Request } from '../../../../src/protocol/verbs.ts';
import { aPlan, aSession, aTask } from '../../../support/plans.ts';
import { asPerson, asSession, createTestCoordinator, type TestCoordinator } from '../../../support/testCoordinator.ts';

const minuteMs = 60_000;
const signing = ['security:signing'];
const recipe = { unblock: { capabilities: signing, run: 'make key' } };
const allowed: Policy = { ...defaultPolicy, preemption: { ageMinutes: 30, idleFleetPercent: 50 } };

async function launched(
  tasks: readonly TaskSpec[],
  policy: Policy = allowed,
  over: Readonly<Record<string, Partial<SessionSpec>>> = {},
): Promise<TestCoordinator> {
  const swarm = createTestCoordinator();
  const sessions = ['a', 'b', 'c'].map((id) => aSession(id, over[id]));
  await swarm.coordinator.adopt(aPlan(sessions, tasks, { policy }));
  return swarm;
}

const own = (session: string, id: string, over: Partial<TaskSpec> = {}): TaskSpec =>
  aTask(id, { session: sessionId(session), ...over });

/** Asks in the name of the session that the request names, and is granted it. */
async function ask(
  { coordinator }: TestCoordinator,
  request: Request & { readonly session: string },
): Promise<unknown> {
  const answer = await coordinator.handle(request, asSession(request.session));
  assert.ok(answer.ok, JSON.stringify(answer));
  return answer.value;
}

const claim = (session: string, task: string) => ({ verb: 'claim', session, task }) as const;
const report = (session: string, task: string, on?: string) =>
  ({ verb: 'reportBlocker', session, task, epoch: 1, reason: 'no key', needs: [], ...(on ? { on } : {}) }) as const;

/** Lets time pass in steps in which every named session is heard of. */
async function pass(swarm: TestCoordinator, ms: number, heard: readonly string[] = ['a', 'b', 'c']): Promise<void> {
  for (let left = ms; left > 0; left -= minuteMs) {
    for (const session of heard) await ask(swarm, { verb: 'heartbeat', session });
    swarm.clock.advance(Math.min(minuteMs, left));
    await swarm.coordinator.idle();
  }
}

async function inCircle(policy: Policy): Promise<TestCoordinator> {
  const swarm = await launched([own('a', 'A'), own('b', 'B')], policy);
  await ask(swarm, claim('a', 'A'));
  await ask(swarm, claim('b', 'B'));
  await ask(swarm, report('b', 'B', 'a'));
  await ask(swarm, report('a', 'A', 'B'));
  return swarm;
}

const openTasks = ({ coordinator }: TestCoordinator): readonly string[] =>
  [...coordinator.state.openBlockers].map((id) => coordinator.state.blockers.get(id)?.task ?? '');

test('a circle is told at once with its members, and after its age its oldest wait ends', async () => {
  const swarm = await inCircle(allowed);
  const { needsYou, blockers, swarm: shown } = swarm.coordinator.snapshot();
  assert.deepEqual(
    needsYou.map(({ reason }) => reason),
    ['B waits for a, which waits for A, which waits for B: a circle.'],
  );
  assert.match(needsYou[0]?.action ?? '', /after 30 min B\d+ is cleared by itself/);
  assert.deepEqual(
    blockers.map(({ circle }) => circle),
    [
      ['B', 'a', 'A'],
      ['B', 'a', 'A'],
    ],
  );
  assert.equal(shown.state, 'stuck');
  await pass(swarm, 29 * minuteMs);
  assert.deepEqual(openTasks(swarm), ['B', 'A']);
  await pass(swarm, 2 * minuteMs);
  assert.deepEqual(openTasks(swarm), ['A'], 'the oldest, and only it');
  const [cleared] = [...swarm.coordinator.state.blockers.values()];
  assert.equal(cleared?.cleared?.by, 'preemption');
  assert.deepEqual(swarm.coordinator.snapshot().needsYou, [], 'B can go on, and A waits for it');
  swarm.coordinator.dispose();
});

test('nothing is preempted when the policy does not say so, while the swarm is paused, or because a clock was set', async () => {
  const { preemption: _, ...without } = allowed;
  const never = await inCircle(without);
  await pass(never, 90 * minuteMs);
  assert.equal(openTasks(never).length, 2);
  never.coordinator.dispose();
  const paused = await inCircle(allowed);
  await pass(paused, 10 * minuteMs);
  await paused.coordinator.handle({ verb: 'pause' }, asPerson);
  await pass(paused, 90 * minuteMs);
  await paused.coordinator.handle({ verb: 'resume' }, asPerson);
  await pass(paused, 10 * minuteMs);
  assert.equal(openTasks(paused).length, 2, 'what was paused is not late');
  paused.coordinator.dispose();
  const jumped = await inCircle(allowed);
  jumped.clock.ahead = 5 * 3_600_000;
  await pass(jumped, 20 * minuteMs);
  assert.equal(openTasks(jumped).length, 2);
  jumped.coordinator.dispose();
});

test('a busy helper is taken off its least urgent work when help is late and the fleet is idle', async () => {
  for (const [idleFleetPercent, preempted] of [
    [50, true],
    [90, false],
  ] as const) {
    const policy = { ...allowed, preemption: { ageMinutes: 30, idleFleetPercent } };
    const swarm = await launched([own('a', 'A', recipe), own('b', 'B')], policy, { b: { capabilities: signing } });
    await ask(swarm, claim('a', 'A'));
    await ask(swarm, claim('b', 'B'));
    await ask(swarm, report('a', 'A'));
    const help = [...swarm.coordinator.state.tasks.values()].find(({ spec }) => spec.helps !== undefined)?.spec.id;
    await pass(swarm, 29 * minuteMs);
    assert.equal(swarm.coordinator.state.tasks.get(taskId('B'))?.progress.stage, 'claimed');
    await pass(swarm, 2 * minuteMs);
    assert.equal(swarm.coordinator.state.tasks.get(taskId('B'))?.progress.stage, preempted ? 'open' : 'claimed');
    if (preempted) {
      const late = await swarm.coordinator.handle(
        { verb: 'heartbeat', session: 'b', claim: { task: 'B', epoch: 1 } },
        asSession('b'),
      );
      assert.equal(late.ok ? '' : late.error.code, 'stale-epoch', 'its runner hears of it, saves its work and claims');
      const next = await ask(swarm, { verb: 'claimNext', session: 'b', wait: false });
      assert.match(JSON.stringify(next), new RegExp(`"task":"${help}"`));
    }
    swarm.coordinator.dispose();
  }
});

test('a helper that does nothing for a lease is released, and another one is taken', async () => {
  const able = { capabilities: signing };
  for (const [name, heard, begins] of [
    ['is there and does not begin', ['a', 'b', 'c'], false],
    ['begins and falls silent', ['a', 'c'], true],
  ] as const) {
    const swarm = await launched([own('a', 'A', recipe)], allowed, { b: able, c: able });
    await ask(swarm, claim('a', 'A'));
    await ask(swarm, report('a', 'A'));
    const [blocker] = swarm.coordinator.state.blockers.values();
    const [first] = [...(blocker?.helpers.values() ?? [])];
    assert.deepEqual([...(blocker?.helpers.keys() ?? [])], ['b'], name);
    if (begins) await ask(swarm, { verb: 'claimNext', session: 'b', wait: false });
    await pass(swarm, 2 * minuteMs, heard);
    assert.deepEqual([...(blocker?.helpers.keys() ?? [])], ['b'], name);
    await pass(swarm, 3 * minuteMs, heard);
    assert.deepEqual([...(blocker?.helpers.keys() ?? [])], ['b', 'c'], name);
    assert.equal(swarm.coordinator.state.tasks.get(first ?? taskId(''))?.progress.stage, 'cancelled', name);
    swarm.coordinator.dispose();
  }
});

test('who blocks others is told with its task, and sees what is offered', async () => {
  const swarm = await launched([own('a', 'A'), own('b', 'B')], allowed, { c: { provider: 'mcp' } });
  await ask(swarm, claim('a', 'A'));
  await ask(swarm, report('a', 'A', 'b'));
  const [blocker] = [...swarm.coordinator.state.openBlockers];
  await ask(swarm, { verb: 'offerHelp', session: 'c', blocker: blocker ?? '', note: 'the documents' });
  const answer = (await ask(swarm, { verb: 'claimNext', session: 'b', wait: false })) as {
    claim: { blocking: unknown };
  };
  assert.deepEqual(answer.claim.blocking, [{ blocker, task: 'A', session: 'a', reason: 'no key', offers: ['c'] }]);
  const { sessions, blockers } = swarm.coordinator.snapshot();
  const view = sessions.find(({ id }) => id === 'b');
  assert.deepEqual(
    [view?.blocking, view?.why.reason],
    [[blocker], 'b works on B. b is blocking a with A (c offers to help).'],
  );
  assert.deepEqual(blockers[0]?.offers, [{ session: 'c', match: 1, note: 'the documents' }]);
  swarm.coordinator.dispose();
});

for (const [name, request, as] of [
  ['offering in the name of another', { verb: 'offerHelp', session: 'b', blocker: 'B1', note: '' }, asSession('c')],
  ['accepting as a person without being one', { verb: 'acceptHelp', blocker: 'B1', helper: 'c' }, asSession('c')],
  [
    'accepting in the name of another',
    { verb: 'acceptHelp', blocker: 'B1', helper: 'c', session: 'a' },
    asSession('c'),
  ],
  [
    'asking in the name of another',
    { verb: 'requestHelp', subject: 'A', session: 'a', reason: 'x', needs: [] },
    asSession('c'),
  ],
  [
    'asking as a session as a person',
    { verb: 'requestHelp', subject: 'A', session: 'a', reason: 'x', needs: [] },
    asPerson,
  ],
] as const) {
  test(`${name} is forbidden and leaves no trace`, async () => {
    const swarm = await launched([own('a', 'A')]);
    const before = swarm.coordinator.state.sequence;
    const answer = await swarm.coordinator.handle(request satisfies Request, as);
    assert.equal(answer.ok ? 'granted' : answer.error.code, 'forbidden');
    assert.equal(swarm.coordinator.state.sequence, before);
    swarm.coordinator.dispose();
  });
}

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LedgerError } from '../../../../src/app/ports/ledger.ts';
import { sessionId, taskId } from '../../../../src/domain/task/ids.ts';
import type { Request } from '../../../../src/protocol/verbs.ts';
import { MemoryLedger } from '../../../support/memoryLedger.ts';
import { aPlan, aSession, aTask } from '../../../support/plans.ts';
import {
  asIntegrator,
  asPerson,
  asRunner,
  asSession,
  createTestCoordinator,
  type TestCoordinator,
} from '../../../support/testCoordinator.ts';

const commit = 'c'.repeat(40);
const one = sessionId('one');
const two = sessionId('two');
const plan = aPlan(
  [aSession('one'), aSession('two')],
  [aTask('A', { session: one, phase: 1 }), aTask('B', { session: two, phase: 1, dependsOn: [taskId('A')] })],
);

async function launched(ledger = new MemoryLedger()): Promise<TestCoordinator> {
  const swarm = createTestCoordinator(ledger);
  await swarm.coordinator.adopt(plan);
  return swarm;
}

const claimA = { verb: 'claim', session: 'one', task: 'A' } as const;
const completeA = { verb: 'complete', session: 'one', task: 'A', epoch: 1, commit, evidence: [] } as const;
const integrateA = { verb: 'integrated', task: 'A', epoch: 1, merge: commit, evidence: [] } as const;

test('a waiting session is given its task in the moment in which it becomes ready', async () => {
  const { coordinator } = await launched();
  const waiting = coordinator.handle({ verb: 'claimNext', session: 'two', wait: true }, asSession('two'));
  await coordinator.handle(claimA, asSession('one'));
  await coordinator.handle(completeA, asSession('one'));
  await coordinator.handle(integrateA, asIntegrator);
  const answer = await waiting;
  assert.ok(answer.ok && answer.value.outcome === 'claimed');
  assert.equal(answer.value.claim.task, 'B');
  coordinator.dispose();
});

test('who waits is told when the swarm is over, and a client that has gone claims nothing', async () => {
  const { coordinator } = await launched();
  const gone = new AbortController();
  const abandoned = coordinator.handle(
    { verb: 'claimNext', session: 'two', wait: true },
    { ...asSession('two'), signal: gone.signal },
  );
  gone.abort();
  assert.deepEqual(await abandoned, { ok: true, value: { outcome: 'finished' } });
  const queue = coordinator.handle({ verb: 'nextIntegration', wait: true }, asIntegrator);
  coordinator.ending.finish();
  assert.deepEqual(await queue, { ok: true, value: { outcome: 'finished' } });
  assert.equal(coordinator.state.tasks.get(taskId('B'))?.epoch, 0);
  coordinator.dispose();
});

test('the same key gets the first answer and has one effect, also after a restart', async () => {
  const ledger = new MemoryLedger();
  const { coordinator } = await launched(ledger);
  const asked = { ...asSession('one'), key: 'k1' };
  const [first, second] = await Promise.all([coordinator.handle(claimA, asked), coordinator.handle(claimA, asked)]);
  assert.ok(first.ok);
  assert.deepEqual(second, first);
  coordinator.dispose();
  const { coordinator: next } = createTestCoordinator(ledger);
  assert.deepEqual(await next.handle(claimA, asked), first);
  const other = await next.handle(claimA, { ...asSession('two'), key: 'k1' });
  assert.equal(other.ok, false, "another session's key is another key");
  next.dispose();
});

test('a session that waits again after a lost answer gets the claim that it was granted, from whoever leads then', async () => {
  const ledger = new MemoryLedger();
  const { coordinator } = await launched(ledger);
  const asked = { ...asSession('one'), key: 'k2' };
  const request = { verb: 'claimNext', session: 'one', wait: true } as const;
  const first = await coordinator.handle(request, asked);
  coordinator.dispose();
  const { coordinator: next } = createTestCoordinator(ledger);
  const gone = new AbortController();
  const again = next.handle(request, { ...asked, signal: gone.signal });
  setTimeout(() => gone.abort(), 200);
  assert.deepEqual(await again, first);
  next.dispose();
});

function checkForbidden(name: string, request: Request, asked: typeof asPerson): void {
  test(`${name} is forbidden and leaves no trace`, async () => {
    const { coordinator } = await launched();
    await coordinator.handle(claimA, asSession('one'));
    const before = coordinator.state.sequence;
    const answer = await coordinator.handle(request, asked);
    assert.ok(!answer.ok);
    assert.equal(answer.error.code, 'forbidden');
    assert.equal(coordinator.state.sequence, before);
    coordinator.dispose();
  });
}

checkForbidden('claiming for another session', { verb: 'claimNext', session: 'one', wait: false }, asSession('two'));
checkForbidden("completing another session's task", completeA, asSession('two'));
checkForbidden('completing under its own name what another holds', { ...completeA, session: 'two' }, asSession('two'));
checkForbidden('merging without being the merge queue', integrateA, asSession('one'));
checkForbidden('pausing as a session', { verb: 'pause' }, asSession('one'));
checkForbidden('clearing a blocker as a session', { verb: 'clearBlocker', blocker: 'B1' }, asSession('one'));
checkForbidden('completing as the merge queue', completeA, asIntegrator);
checkForbidden(
  'printing in the name of another',
  { verb: 'output', task: 'A', session: 'one', epoch: 1, stream: 'stdout', text: 'x' },
  asSession('two'),
);

for (const [what, claimed] of [
  ['another provider than mcp', { provider: 'command', sandbox: 'none' }],
  ['a sandbox', { provider: 'mcp', sandbox: 'os' }],
] as const)
  checkForbidden(
    `claiming ${what} with a session's token`,
    { verb: 'registerSession', session: 'one', ...claimed },
    asSession('one'),
  );

for (const [who, asked, checked] of [
  ['its runner', asRunner('one'), true],
  ["whoever has its session's token", asSession('one'), false],
] as const)
  test(`work that is handed in by ${who} is ${checked ? '' : 'not '}taken for checked`, async () => {
    const { coordinator } = await launched();
    const joining = { verb: 'registerSession', session: 'one', provider: 'command', sandbox: 'none' } as const;
    assert.ok((await coordinator.handle(joining, asRunner('one'))).ok);
    await coordinator.handle(claimA, asRunner('one'));
    assert.ok((await coordinator.handle(completeA, asked)).ok);
    const next = await coordinator.handle({ verb: 'nextIntegration', wait: false }, asIntegrator);
    assert.ok(next.ok && next.value.outcome === 'integrate');
    assert.equal(next.value.integration.checked, checked);
    coordinator.dispose();
  });

test('a runner that registers anew gives up what the last one held', async () => {
  const { coordinator } = await launched();
  await coordinator.handle(claimA, asSession('one'));
  await coordinator.handle(
    { verb: 'registerSession', session: 'one', provider: 'command', sandbox: 'none' },
    asRunner('one'),
  );
  const late = await coordinator.handle(completeA, asSession('one'));
  assert.ok(!late.ok);
  assert.equal(late.error.code, 'stale-epoch');
  const again = await coordinator.handle(claimA, asSession('one'));
  assert.ok(again.ok && again.value.outcome === 'claimed');
  assert.equal(again.value.claim.epoch, 2);
  coordinator.dispose();
});

test('a runner that died at its work has made an attempt, and the last one is final', async () => {
  const { coordinator } = await launched();
  const failures: unknown[] = [];
  coordinator.subscribe(0, ({ entry: { event } }) => {
    if (event.type === 'task.failed') failures.push([event.task, event.reason, event.final]);
  });
  const died = { verb: 'registerSession', session: 'one', provider: 'command', sandbox: 'none', crash: 'x' } as const;
  for (let attempt = 1; attempt <= 3; attempt += 1) {
    await coordinator.handle(claimA, asSession('one'));
    await coordinator.handle(died, asRunner('one'));
  }
  await coordinator.handle(died, asRunner('one'));
  const reason = 'the runner died while it worked on this: x';
  assert.deepEqual(failures, [
    ['A', reason, false],
    ['A', reason, false],
    ['A', reason, true],
  ]);
  coordinator.dispose();
});

test('a heartbeat under a claim is refused once the claim has ended', async () => {
  const { coordinator } = await launched();
  await coordinator.handle(claimA, asSession('one'));
  const codeAt = async (claim: { task: string; epoch: number }): Promise<string> => {
    const answer = await coordinator.handle({ verb: 'heartbeat', session: 'one', claim }, asSession('one'));
    return answer.ok ? 'ok' : answer.error.code;
  };
  assert.equal(await codeAt({ task: 'A', epoch: 1 }), 'ok');
  assert.equal(await codeAt({ task: 'A', epoch: 2 }), 'stale-epoch');
  assert.equal(await codeAt({ task: 'nothing', epoch: 1 }), 'unknown');
  await coordinator.handle({ verb: 'release', task: 'A', session: 'one', epoch: 1, reason: 'released' }, asPerson);
  assert.equal(await codeAt({ task: 'A', epoch: 1 }), 'stale-epoch');
  coordinator.dispose();
});

test('a silent session loses its claim, one that is heard of keeps it', async () => {
  const { coordinator, clock } = await launched();
  await coordinator.handle(claimA, asSession('one'));
  clock.advance(170_000);
  await coordinator.handle({ verb: 'heartbeat', session: 'one' }, asSession('one'));
  clock.advance(170_000);
  await coordinator.idle();
  assert.equal(coordinator.state.tasks.get(taskId('A'))?.progress.stage, 'claimed');
  assert.equal(coordinator.snapshot().sessions[0]?.health, 'warning');
  clock.advance(20_000);
  await coordinator.idle();
  assert.equal(coordinator.state.tasks.get(taskId('A'))?.progress.stage, 'open');
  coordinator.dispose();
});

test('a claim whose answer was lost is told again, also when there is no more work', async () => {
  const { coordinator } = await launched();
  const asked = { ...asSession('one'), key: 'k1' };
  const first = await coordinator.handle({ verb: 'claimNext', session: 'one', wait: false }, asked);
  assert.ok(first.ok && first.value.outcome === 'claimed');
  coordinator.ending.finish();
  assert.deepEqual(await coordinator.handle({ verb: 'claimNext', session: 'one', wait: true }, asked), first);
  coordinator.dispose();
});

test('a leader that takes over waits for those who were there, and no longer than for others', async () => {
  const ledger = new MemoryLedger();
  const before = await launched(ledger);
  await before.coordinator.handle(claimA, asSession('one'));
  before.coordinator.dispose();
  const { coordinator, clock } = createTestCoordinator(ledger);
  coordinator.expectAll();
  clock.advance(170_000);
  await coordinator.idle();
  assert.equal(coordinator.state.tasks.get(taskId('A'))?.progress.stage, 'claimed');
  clock.advance(20_000);
  await coordinator.idle();
  assert.equal(coordinator.state.tasks.get(taskId('A'))?.progress.stage, 'open');
  coordinator.dispose();
});

test('a request that is refused is a sign of life, too', async () => {
  const { coordinator, clock } = await launched();
  await coordinator.handle(claimA, asSession('one'));
  clock.advance(170_000);
  const refused = await coordinator.handle({ verb: 'pause' }, asSession('one'));
  assert.equal(refused.ok, false);
  clock.advance(170_000);
  await coordinator.idle();
  assert.equal(coordinator.state.tasks.get(taskId('A'))?.progress.stage, 'claimed');
  coordinator.dispose();
});

test('a session whose runner has ended and does not come back loses its claim like a silent one', async () => {
  const { coordinator, clock } = await launched();
  await coordinator.handle(claimA, asSession('one'));
  coordinator.lose('one', false, 'it died');
  assert.equal(coordinator.snapshot().sessions[0]?.health, 'absent');
  clock.advance(190_000);
  await coordinator.idle();
  assert.equal(coordinator.state.tasks.get(taskId('A'))?.progress.stage, 'open');
  coordinator.dispose();
});

test('when the ledger cannot be written, nobody is told otherwise and nothing is half done', async () => {
  const ledger = new MemoryLedger();
  const { coordinator } = await launched(ledger);
  const faults: string[] = [];
  coordinator.onFault((fault) => faults.push(fault.code));
  ledger.failNext = new LedgerError('full', 'The disk is full.', undefined);
  await assert.rejects(coordinator.handle(claimA, asSession('one')), { code: 'full' });
  assert.deepEqual(faults, ['full']);
  assert.equal(coordinator.state.tasks.get(taskId('A'))?.progress.stage, 'open');
  const answer = await coordinator.handle(claimA, asSession('one'));
  assert.ok(answer.ok && answer.value.outcome === 'claimed');
  assert.equal(answer.value.claim.epoch, 1);
  coordinator.dispose();
});

test('a paused swarm hands out nothing and goes on where it was', async () => {
  const { coordinator } = await launched();
  await coordinator.handle({ verb: 'pause' }, asPerson);
  const waiting = coordinator.handle({ verb: 'claimNext', session: 'one', wait: true }, asSession('one'));
  const refused = await coordinator.handle({ verb: 'claimNext', session: 'one', wait: false }, asSession('one'));
  assert.ok(!refused.ok);
  assert.equal(refused.error.code, 'paused');
  assert.equal(coordinator.stage(), 'paused');
  await coordinator.handle({ verb: 'resume' }, asPerson);
  const answer = await waiting;
  assert.ok(answer.ok && answer.value.outcome === 'claimed');
  coordinator.dispose();
});

test('a person gives a task to a session, which takes it next', async () => {
  const swarm = createTestCoordinator();
  await swarm.coordinator.adopt(
    aPlan(
      [aSession('one')],
      [aTask('A', { session: one, priority: 'P0' }), aTask('Z', { session: one, priority: 'P3' })],
    ),
  );
  assert.ok((await swarm.coordinator.handle({ verb: 'claim', session: 'one', task: 'Z' }, asPerson)).ok);
  const next = await swarm.coordinator.handle({ verb: 'claimNext', session: 'one', wait: true }, asSession('one'));
  assert.ok(next.ok && next.value.outcome === 'claimed');
  assert.equal(next.value.claim.task, 'Z');
  swarm.coordinator.dispose();
});

test('subscribers get every entry once and in order, from where they left', async () => {
  const { coordinator } = await launched();
  const seen: number[] = [];
  const subscription = coordinator.subscribe(2, ({ entry }) => seen.push(entry.sequence));
  await coordinator.handle(claimA, asSession('one'));
  await coordinator.handle(completeA, asSession('one'));
  subscription.dispose();
  await coordinator.handle(integrateA, asIntegrator);
  assert.deepEqual(
    seen,
    Array.from({ length: coordinator.state.sequence - 3 }, (_, at) => at + 3),
  );
  coordinator.dispose();
});

test('the snapshot says why nothing runs and when the swarm is finished or stuck', async () => {
  const { coordinator } = await launched();
  assert.equal(coordinator.stage(), 'running');
  assert.match(coordinator.snapshot().tasks[1]?.why?.reason ?? '', /B waits for A \(one\)/);
  coordinator.lose('one', true, 'The runner of one stays down: no disk.');
  assert.equal(coordinator.stage(), 'stuck', 'nobody is left who could do A');
  assert.deepEqual(
    coordinator.snapshot().needsYou.map(({ subject, reason }) => ({ subject, reason })),
    [{ subject: 'one', reason: 'The runner of one stays down: no disk.' }],
  );
  await coordinator.handle(
    { verb: 'registerSession', session: 'one', provider: 'command', sandbox: 'none' },
    asRunner('one'),
  );
  for (const [session, task] of [
    ['one', 'A'],
    ['two', 'B'],
  ] as const) {
    await coordinator.handle({ verb: 'claim', session, task }, asSession(session));
    await coordinator.handle({ ...completeA, session, task }, asSession(session));
    await coordinator.handle({ ...integrateA, task }, asIntegrator);
  }
  assert.equal(coordinator.stage(), 'finished');
  coordinator.dispose();
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openPermitsPerSession } from '../../../../src/domain/guard/permit.ts';
import { sessionId } from '../../../../src/domain/task/ids.ts';
import type { RequestOf } from '../../../../src/protocol/verbs.ts';
import { createGatedCommands, createHostGate, createPermitGate } from '../../../../src/app/runner/gatedCommands.ts';
import { MemoryLedger } from '../../../support/memoryLedger.ts';
import { aPlan, aSession, aTask } from '../../../support/plans.ts';
import {
  asPerson,
  asRunner,
  asSession,
  createTestCoordinator,
  type TestCoordinator,
} from '../../../support/testCoordinator.ts';

const one = sessionId('session-1');
const base = aPlan(
  [aSession('session-1', { agents: { haiku: 2 } })],
  [aTask('T', { session: one }), aTask('U', { session: one })],
);
const withCommands = (...commands: readonly string[]): typeof base => ({
  ...base,
  policy: { ...base.policy, guard: { ...base.policy.guard, commands, hosts: [] } },
});
const wants = (line: string, wait = false, task = 'T'): RequestOf<'permit'> => ({
  verb: 'permit',
  task,
  session: 'session-1',
  epoch: 1,
  wanted: { kind: 'command', line },
  wait,
});
const approve = (approval: string) => ({ verb: 'approve', approval, reason: '' }) as const;

async function begun(plan = withCommands('make'), ledger = new MemoryLedger()): Promise<TestCoordinator> {
  const test = createTestCoordinator(ledger);
  await test.coordinator.adopt(plan);
  for (const task of ['T', 'U'])
    await test.coordinator.handle({ verb: 'claim', task, session: 'session-1' }, asRunner('session-1'));
  return test;
}

test('without a list nothing is asked', async () => {
  const { coordinator } = await begun(base);
  const { sequence } = coordinator.state;
  assert.deepEqual(await coordinator.handle(wants('curl $(x)'), asSession('session-1')), {
    ok: true,
    value: { verdict: 'allowed' },
  });
  assert.equal(coordinator.state.sequence, sequence);
  coordinator.dispose();
});

test('a new command waits for a person, who is asked once, for all that run it', async () => {
  const { coordinator } = await begun();
  const ask = (line: string, task?: string) => coordinator.handle(wants(line, true, task), asSession('session-1'));
  assert.deepEqual(await ask('make all'), { ok: true, value: { verdict: 'allowed' } });
  const waiting = [ask('make all && curl a.invalid'), ask('curl b.invalid', 'U')];
  await coordinator.idle();
  const [need, ...others] = coordinator.snapshot().needsYou;
  assert.deepEqual(others, []);
  assert.equal(
    need?.reason,
    'session-1 wants to run `make all && curl a.invalid` for T, and `curl` is new in this swarm.',
  );
  const why = coordinator.why('T');
  assert.ok(why.ok && why.value.code === 'blocked' && why.value.reason === need.reason);
  assert.match(coordinator.snapshot().tasks[0]?.why?.reason ?? '', /curl/);
  assert.ok((await coordinator.handle(approve(need.answer?.id ?? ''), asPerson)).ok);
  for (const answer of await Promise.all(waiting))
    assert.deepEqual(answer, { ok: true, value: { verdict: 'allowed' } });
  assert.deepEqual(coordinator.snapshot().needsYou, []);
  coordinator.dispose();
});

test('a refusal says who and why, is not asked again, and may be taken back', async () => {
  const { coordinator } = await begun();
  const waiting = coordinator.handle(wants('curl x', true), asSession('session-1'));
  await coordinator.idle();
  assert.ok((await coordinator.handle({ verb: 'reject', approval: 'T', reason: 'no network' }, asPerson)).ok);
  const refused = await waiting;
  assert.ok(!refused.ok && refused.error.code === 'forbidden');
  assert.match(refused.error.message, /tester refused `curl`: no network\. .*s2 approve P\d+/);
  const { sequence } = coordinator.state;
  assert.ok(!(await coordinator.handle(wants('curl y', true, 'U'), asSession('session-1'))).ok);
  assert.equal(coordinator.state.sequence, sequence);
  const [permit] = [...coordinator.state.guard.permits.keys()];
  assert.ok(!(await coordinator.handle(approve(permit ?? ''), asSession('session-1'))).ok, 'no session answers it');
  assert.ok((await coordinator.handle(approve(permit ?? ''), asPerson)).ok);
  assert.ok(!(await coordinator.handle(approve(permit ?? ''), asPerson)).ok);
  assert.deepEqual(await coordinator.handle(wants('curl y'), asSession('session-1')), {
    ok: true,
    value: { verdict: 'allowed' },
  });
  coordinator.dispose();
});

test('what was asked and answered is there after a restart, and a policy that lets it through frees who waits', async () => {
  const ledger = new MemoryLedger();
  const before = await begun(withCommands('make'), ledger);
  await before.coordinator.handle(wants('curl x'), asSession('session-1'));
  before.coordinator.dispose();
  const { coordinator } = createTestCoordinator(ledger);
  assert.equal(coordinator.snapshot().needsYou.length, 1);
  const waiting = coordinator.handle(wants('curl x', true), asSession('session-1'));
  await coordinator.idle();
  await coordinator.plan.follow(withCommands('make', 'curl'));
  assert.deepEqual(await waiting, { ok: true, value: { verdict: 'allowed' } });
  coordinator.dispose();
});

test('a request leaves the inbox with the claim that it was made under; who waits for the same asks anew, and a late answer says so', async () => {
  const { coordinator } = await begun();
  await coordinator.handle(wants('curl x'), asSession('session-1'));
  const beside = coordinator.handle(wants('curl y', true, 'U'), asSession('session-1'));
  await coordinator.idle();
  const [first] = coordinator.snapshot().needsYou;
  assert.equal(first?.subject, 'T');
  const over = { verb: 'release', task: 'T', session: 'session-1', epoch: 1, reason: 'released' } as const;
  assert.ok((await coordinator.handle(over, asPerson)).ok);
  await coordinator.idle();
  const [second, ...others] = coordinator.snapshot().needsYou;
  assert.deepEqual([second?.subject, others], ['U', []]);
  const late = await coordinator.handle(approve(first.answer?.id ?? ''), asPerson);
  assert.match(late.ok ? '' : late.error.message, /is withdrawn, because the attempt at T that asked for it has ended/);
  assert.ok((await coordinator.handle(approve(second?.answer?.id ?? ''), asPerson)).ok);
  assert.deepEqual(await beside, { ok: true, value: { verdict: 'allowed' } });
  coordinator.dispose();
});

test('hosts are asked for like commands', async () => {
  const { coordinator } = await begun();
  const request = { ...wants(''), wanted: { kind: 'host', host: 'Api.Example.invalid:443' } } as const;
  assert.deepEqual(await coordinator.handle(request, asSession('session-1')), { ok: true, value: { verdict: 'open' } });
  assert.match(
    coordinator.snapshot().needsYou[0]?.reason ?? '',
    /reach the host Api\.Example\.invalid:443 .* the host api\.example\.invalid:443 is new/,
  );
  coordinator.dispose();
});

test('a host that a sandbox is asked for is refused at once without a list of hosts, and waits for a person with one', async () => {
  const ended = new AbortController();
  const env = { S2_TASK: 'T', S2_EPOCH: '1' };
  const gateOf = (coordinator: TestCoordinator['coordinator']) =>
    createHostGate(
      createPermitGate(
        {
          closed: new AbortController().signal,
          request: (request: RequestOf<'permit'>) => coordinator.handle(request, asSession('session-1')),
        } as unknown as Parameters<typeof createPermitGate>[0],
        'session-1',
      ),
    );
  const without = await begun(base);
  const { sequence } = without.coordinator.state;
  const refused = await gateOf(without.coordinator)(env, 'x.invalid:443', ended.signal);
  assert.match(refused.allowed ? '' : refused.reason, /session-1 may not reach x\.invalid:443\. .*service_contracts/);
  assert.equal(without.coordinator.state.sequence, sequence);
  without.coordinator.dispose();
  const { coordinator } = await begun();
  const gate = gateOf(coordinator);
  assert.equal((await gate({}, 'x.invalid:443', ended.signal)).allowed, false, 'under no claim');
  const waiting = gate(env, 'x.invalid:443', ended.signal);
  await new Promise((resolve) => setImmediate(resolve));
  await coordinator.idle();
  assert.match(coordinator.snapshot().needsYou[0]?.reason ?? '', /reach the host x\.invalid:443 for T/);
  assert.ok((await coordinator.handle(approve('T'), asPerson)).ok);
  assert.deepEqual(await waiting, { allowed: true });
  const late = gate(env, 'y.invalid:443', ended.signal);
  ended.abort();
  assert.equal((await late).allowed, false, 'its command has ended');
  coordinator.dispose();
});

test('nobody fills the inbox, asks in the name of another, or goes on under a claim that is over', async () => {
  const { coordinator } = await begun();
  for (let at = 0; at < openPermitsPerSession; at += 1)
    assert.ok((await coordinator.handle(wants(`tool${at}`), asSession('session-1'))).ok);
  const more = await coordinator.handle(wants('one-more'), asSession('session-1'));
  assert.ok(!more.ok && more.error.code === 'forbidden');
  assert.equal(coordinator.snapshot().needsYou.length, openPermitsPerSession);
  const other = await coordinator.handle(wants('make'), asSession('session-2'));
  assert.ok(!other.ok && other.error.code === 'forbidden');
  const waiting = coordinator.handle(wants('tool1', true), asSession('session-1'));
  await coordinator.idle();
  await coordinator.handle(
    { verb: 'release', task: 'T', session: 'session-1', epoch: 1, reason: 'released' },
    asPerson,
  );
  const late = await waiting;
  assert.ok(!late.ok && late.error.code === 'stale-epoch');
  coordinator.dispose();
});

test('a runner starts nothing that was refused, and says so', async () => {
  const { coordinator } = await begun();
  const started: string[] = [];
  const client = {
    request: (request: RequestOf<'permit'>) => coordinator.handle(request, asRunner('session-1')),
    closed: new AbortController().signal,
  } as unknown as Parameters<typeof createPermitGate>[0];
  const exited = { end: { kind: 'exited', code: 0 }, output: new Uint8Array(), truncated: false, ms: 1 } as const;
  const commands = createGatedCommands(
    { run: ({ command }) => (started.push(command), Promise.resolve(exited)) },
    createPermitGate(client, 'session-1'),
  );
  const request = {
    cwd: '/',
    timeoutMs: 1,
    maxOutputBytes: 1,
    signal: new AbortController().signal,
    onOutput: () => undefined,
  };
  const env = { S2_TASK: 'T', S2_EPOCH: '1' };
  assert.equal((await commands.run({ ...request, env, command: 'make' })).end.kind, 'exited');
  const waiting = commands.run({ ...request, env, command: 'curl x' });
  await new Promise((resolve) => setImmediate(resolve));
  await coordinator.idle();
  await coordinator.handle({ verb: 'reject', approval: 'T', reason: 'no' }, asPerson);
  const { end } = await waiting;
  assert.ok(end.kind === 'not-started' && /tester refused `curl`: no/.test(end.reason));
  const long = await commands.run({ ...request, env, command: `make ${'x'.repeat(3_000)}` });
  assert.equal(long.end.kind, 'not-started');
  assert.deepEqual(started, ['make']);
  coordinator.dispose();
});

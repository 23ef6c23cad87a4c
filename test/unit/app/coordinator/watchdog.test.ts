import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { SwarmEvent } from '../../../../src/domain/task/event.ts';
import { sessionId, taskId } from '../../../../src/domain/task/ids.ts';
import { defaultPolicy, type Policy, type SessionSpec, type TaskSpec } from '../../../../src/domain/task/plan.ts';
import { requestSchema } from '../../../../src/protocol/verbs.ts';
import { aPlan, aSession, aTask } from '../../../support/plans.ts';
import { asIntegrator, asPerson, asRunner, createTestCoordinator } from '../../../support/testCoordinator.ts';

const commit = 'c'.repeat(40);
const minuteMs = 60_000;
const skill = 'security:signing';

/** A swarm that is spoken to by its runners, its merge queue and a person. */
class Swarm {
  readonly made = createTestCoordinator();

  static async of(
    sessions: Readonly<Record<string, Partial<SessionSpec>>>,
    tasks: Readonly<Record<string, Partial<TaskSpec>>>,
    policy: Partial<Policy> = {},
  ): Promise<Swarm> {
    const swarm = new Swarm();
    const specs = Object.entries(sessions).map(([id, spec]) => aSession(id, { capabilities: [skill], ...spec }));
    const plan = Object.entries(tasks).map(([id, spec]) => aTask(id, spec));
    await swarm.made.coordinator.adopt(aPlan(specs, plan, { policy: { ...defaultPolicy, ...policy } }));
    for (const { id, provider } of specs) await swarm.says(id, { verb: 'registerSession', provider, sandbox: 'none' });
    return swarm;
  }

  says(session: string, request: Record<string, unknown>): Promise<unknown> {
    return this.#send({ session, ...request }, asRunner(session));
  }

  person(request: Record<string, unknown>): Promise<unknown> {
    return this.#send(request, asPerson);
  }

  /** Hands its work in, and it is merged. */
  async does(session: string, task: string): Promise<void> {
    await this.says(session, { verb: 'claim', task });
    const at = { task, epoch: this.task(task).epoch };
    await this.says(session, { verb: 'complete', ...at, commit, evidence: [] });
    await this.#send({ verb: 'integrated', ...at, merge: commit, evidence: [] }, asIntegrator);
  }

  async fails(session: string, task: string): Promise<void> {
    for (let turn = 0; turn < defaultPolicy.maxAttempts; turn += 1) {
      await this.says(session, { verb: 'claim', task });
      await this.says(session, { verb: 'fail', task, epoch: this.task(task).epoch, reason: 'it broke', evidence: [] });
    }
  }

  /** Time passes while they say that they are there, and nothing else. */
  async passes(minutes: number, ...alive: readonly string[]): Promise<void> {
    for (let turn = 0; turn < minutes * 2; turn += 1) {
      this.made.clock.advance(minuteMs / 2);
      for (const session of alive) await this.says(session, { verb: 'heartbeat' });
      await this.made.coordinator.idle();
    }
  }

  events<Type extends SwarmEvent['type']>(type: Type): readonly Extract<SwarmEvent, { type: Type }>[] {
    return [...this.made.ledger.read(0)]
      .map(({ body }) => (JSON.parse(body) as { event: SwarmEvent }).event)
      .filter((event): event is Extract<SwarmEvent, { type: Type }> => event.type === type);
  }

  task(id: string) {
    return this.made.coordinator.state.tasks.get(taskId(id)) ?? assert.fail(`there is no ${id}`);
  }

  needs(): readonly string[] {
    return this.made.coordinator.snapshot().needsYou.map(({ subject }) => subject);
  }

  async #send(request: Record<string, unknown>, asked: typeof asPerson): Promise<unknown> {
    const answer = await this.made.coordinator.handle(requestSchema.parse(request), asked);
    return answer.ok ? answer.value : answer.error.code;
  }
}

const stalled = { verb: 'stalled', task: 'A', epoch: 1, cause: 'no-progress', silentMs: 600_000, canNudge: true };

describe('the watchdog', () => {
  const one = (policy: Partial<Policy> = {}): Promise<Swarm> =>
    Swarm.of({ a: { provider: 'anthropic' } }, { A: { session: sessionId('a') } }, policy);

  test('a runner is told what to do: nudge, restart, hand over; the nudge is in the inbox', async () => {
    const swarm = await one();
    await swarm.says('a', { verb: 'claim', task: 'A' });
    assert.deepEqual(await swarm.says('a', stalled), { step: 'nudged' });
    const inbox = (await swarm.says('a', { verb: 'inbox' })) as { items: readonly { from: unknown; text: string }[] };
    assert.deepEqual(inbox.items[0]?.from, { kind: 'swarm' });
    assert.match(inbox.items[0]?.text ?? '', /nothing came of it for 10 min/);
    assert.deepEqual(await swarm.says('a', stalled), { step: 'restarted' });
    assert.deepEqual(await swarm.says('a', stalled), { step: 'handed-over' });
    assert.equal(swarm.task('A').progress.stage, 'claimed', 'its runner saves the work first');
    const note = { kind: 'hand-over', sha256: 'a'.repeat(64), bytes: 3 };
    await swarm.says('a', { verb: 'release', task: 'A', epoch: 1, reason: 'stalled', note });
    const next = (await swarm.says('a', { verb: 'claimNext' })) as { claim: Record<string, unknown> };
    assert.deepEqual(next.claim['handOver'], { from: 'a', epoch: 1, note: 'a'.repeat(64) });
  });

  test('the ladder ends with a person, who gives the task a new one', async () => {
    const swarm = await one();
    for (const epoch of [1, 2]) {
      await swarm.says('a', { verb: 'claim', task: 'A' });
      const late = { ...stalled, epoch, cause: 'timeout' };
      assert.deepEqual(await swarm.says('a', late), { step: epoch === 1 ? 'handed-over' : 'parked' });
      await swarm.says('a', late);
      assert.equal(swarm.task('A').progress.stage, 'open', 'asked again, it ends here');
    }
    assert.equal(swarm.task('A').blockers.size, 1);
    assert.ok(swarm.needs().some((subject) => subject === 'A' || subject.startsWith('B')));
    await swarm.person({ verb: 'clearBlocker', blocker: [...swarm.task('A').blockers][0] });
    assert.deepEqual(swarm.task('A').ladder, []);
  });

  test('whoever waits for a person is not late', async () => {
    const swarm = await one();
    await swarm.says('a', { verb: 'claim', task: 'A' });
    await swarm.says('a', { verb: 'ask', to: null, text: 'which one?' });
    assert.deepEqual(await swarm.says('a', stalled), {});
    assert.equal(swarm.events('task.stalled').length, 0);
  });

  test('a question excuses the claim that it was asked under, and no other of its session', async () => {
    const tasks = { A: { session: sessionId('a') }, B: { session: sessionId('a') } };
    const swarm = await Swarm.of({ a: { provider: 'acp', agents: { sonnet: 2 } } }, tasks);
    for (const task of ['A', 'B']) await swarm.says('a', { verb: 'claim', task });
    await swarm.says('a', { verb: 'ask', to: null, text: 'which one?', claim: { task: 'B', epoch: 1 } });
    await swarm.says('a', { verb: 'ask', to: null, text: 'whose is this?' });
    assert.deepEqual(await swarm.says('a', { ...stalled, task: 'B' }), {}, 'it waits for a person');
    assert.deepEqual(await swarm.says('a', stalled), { step: 'nudged' }, 'the other one asked nothing');
  });

  test('a question that lasts goes on when its claim has ended, and excuses whoever goes on with the task', async () => {
    const swarm = await one();
    await swarm.says('a', { verb: 'claim', task: 'A' });
    const claim = { task: 'A', epoch: 1 };
    await swarm.says('a', { verb: 'ask', to: null, text: 'which one?', claim: { ...claim, lasts: true } });
    await swarm.says('a', { verb: 'release', ...claim, reason: 'stopped' });
    assert.equal(swarm.events('question.withdrawn').length, 0);
    await swarm.says('a', { verb: 'claim', task: 'A' });
    assert.deepEqual(await swarm.says('a', { ...stalled, epoch: 2 }), {});
  });

  test('whoever waits until a person lets a command through is not late', async () => {
    const swarm = await one({ guard: { ...defaultPolicy.guard, commands: [] } });
    await swarm.says('a', { verb: 'claim', task: 'A' });
    const wanted = { kind: 'command', line: 'make bread' };
    await swarm.says('a', { verb: 'permit', task: 'A', epoch: 1, wanted });
    assert.equal(swarm.events('permit.asked').length, 1);
    assert.deepEqual(await swarm.says('a', stalled), {});
  });

  test('what was handed over goes on with a better model', async () => {
    const agents = { sonnet: 1, opus: 1 };
    const swarm = await Swarm.of(
      { a: { provider: 'anthropic', agents } },
      { A: { session: sessionId('a'), model: 'sonnet' } },
    );
    await swarm.says('a', { verb: 'claimNext' });
    await swarm.says('a', { ...stalled, cause: 'timeout' });
    await swarm.says('a', { verb: 'release', task: 'A', epoch: 1, reason: 'stalled' });
    await swarm.says('a', { verb: 'claimNext' });
    assert.deepEqual(
      swarm.events('task.claimed').map(({ route }) => route?.model),
      ['sonnet', 'opus'],
    );
  });

  test('nobody hands over what was not to be handed over, nor speaks for an agent that it does not run', async () => {
    const swarm = await one();
    await swarm.says('a', { verb: 'claim', task: 'A' });
    assert.equal(await swarm.says('a', { verb: 'release', task: 'A', epoch: 1, reason: 'stalled' }), 'forbidden');
    assert.equal(await swarm.says('a', { ...stalled, epoch: 7 }), 'stale-epoch');
    assert.equal(await swarm.person({ ...stalled, session: 'a' }), 'forbidden');
  });

  test('an outside agent that only says that it is there is nudged, then its task goes back', async () => {
    const swarm = await Swarm.of({ a: { provider: 'mcp' } }, { A: { session: sessionId('a') } });
    await swarm.says('a', { verb: 'claim', task: 'A' });
    await swarm.passes(9, 'a');
    assert.equal(swarm.events('task.stalled').length, 0);
    await swarm.says('a', { verb: 'progress', task: 'A', epoch: 1, note: 'half way' });
    await swarm.passes(9, 'a');
    assert.equal(swarm.events('task.stalled').length, 0, 'it works');
    await swarm.says('a', { verb: 'heartbeat', worked: true });
    await swarm.passes(9, 'a');
    assert.equal(swarm.events('task.stalled').length, 0, 'something was done in its folder');
    await swarm.passes(14, 'a');
    assert.deepEqual(
      swarm.events('task.stalled').map(({ rung }) => rung),
      ['nudged', 'handed-over'],
    );
    assert.equal(swarm.events('task.released')[0]?.reason, 'stalled');
  });

  test('a live helper that does nothing loses its help and reputation, and another is asked', async () => {
    const recipe = { capabilities: [skill], unblock: { capabilities: [skill], run: 'true' } };
    const sessions = { a: {}, h1: { provider: 'mcp' }, h2: { provider: 'mcp' } } as const;
    const swarm = await Swarm.of(sessions, { A: { session: sessionId('a'), ...recipe } });
    await swarm.says('a', { verb: 'claim', task: 'A' });
    await swarm.says('a', { verb: 'reportBlocker', task: 'A', epoch: 1, reason: 'no key', needs: [] });
    const [first] = swarm.events('rescue.started');
    const idler = first?.helper ?? assert.fail('nobody helps');
    await swarm.says(idler, { verb: 'claimNext' });
    const before = swarm.made.coordinator.state.sessions.get(idler)?.record.reputation ?? 0;
    await swarm.passes(22, 'a', 'h1', 'h2');
    assert.ok((swarm.made.coordinator.state.sessions.get(idler)?.record.reputation ?? 1) < before);
    assert.equal(swarm.task(first?.task.id ?? '').progress.stage, 'cancelled');
    assert.notEqual(swarm.events('rescue.started')[1]?.helper ?? idler, idler);
  });
});

describe('an error', () => {
  const two = (policy: Partial<Policy> = {}): Promise<Swarm> =>
    Swarm.of(
      { a: { provider: 'anthropic' }, b: { provider: 'anthropic' }, c: {} },
      { A: { session: sessionId('a'), phase: 1 }, N: { session: sessionId('a'), phase: 2 } },
      { breakerThreshold: 9, ...policy },
    );

  test('draws one agent, of another session, and the task is tried again when it is merged', async () => {
    const swarm = await two();
    await swarm.fails('a', 'A');
    const [search] = swarm.events('recovery.started');
    assert.equal(search?.helper, 'b');
    assert.equal(search.task.model, 'sonnet');
    assert.match(search.task.brief, /it broke/);
    assert.ok(!swarm.needs().includes('A'), 'nobody has to look yet');
    assert.equal(await swarm.says('a', { verb: 'claim', task: 'N' }), 'phase-gate');
    await swarm.does('b', search.task.id);
    assert.equal(swarm.task('A').progress.stage, 'open');
    await swarm.fails('a', 'A');
    assert.equal(swarm.events('recovery.started').length, 1);
    assert.equal(swarm.events('task.reopened').length, 1);
    assert.ok(swarm.needs().includes('A'));
  });

  const lone = (spec: Partial<SessionSpec> = {}): Promise<Swarm> =>
    Swarm.of({ a: { provider: 'anthropic', ...spec }, c: {} }, { A: { session: sessionId('a') } });

  test('of a swarm with one session of models is looked into by that session, once, then it is a person’s', async () => {
    const swarm = await lone();
    await swarm.fails('a', 'A');
    const [search] = swarm.events('recovery.started');
    assert.equal(search?.helper, 'a');
    assert.equal(swarm.made.coordinator.stage(), 'running');
    const next = (await swarm.says('a', { verb: 'claimNext' })) as { claim: { task: string; epoch: number } };
    assert.equal(next.claim.task, search.task.id);
    await swarm.says('a', { verb: 'fail', task: search.task.id, epoch: 1, reason: 'no idea', evidence: [] });
    assert.equal(swarm.made.coordinator.stage(), 'stuck', 'nothing waits for a breaker');
    assert.ok(swarm.needs().includes('A'));
  });

  test('whose helper cannot begin any more is another’s, and a person’s when there is nobody else', async () => {
    // Its credential is refused, for all that use it.
    const swarm = await Swarm.of(
      { a: { provider: 'acp' }, b: { provider: 'anthropic', agents: { sonnet: 2 } } },
      { A: { session: sessionId('a') }, B: { session: sessionId('b') } },
      { breakerThreshold: 9 },
    );
    await swarm.says('b', { verb: 'claim', task: 'B' });
    await swarm.fails('a', 'A');
    assert.equal(swarm.events('recovery.started')[0]?.helper, 'b');
    await swarm.says('b', { verb: 'providerRefused', task: 'B', epoch: 1, kind: 'auth', until: null });
    await swarm.made.coordinator.idle();
    assert.deepEqual(
      swarm.events('recovery.started').map(({ helper }) => helper),
      ['b', 'a'],
    );
    await swarm.says('b', { verb: 'release', task: 'B', epoch: 1, reason: 'released' });
    await swarm.says('a', { verb: 'claimNext' });
    const own = swarm.events('recovery.started')[1]?.task.id ?? '';
    await swarm.says('a', { verb: 'fail', task: own, epoch: 1, reason: 'no idea', evidence: [] });
    assert.equal(swarm.made.coordinator.stage(), 'stuck');
    assert.ok(swarm.needs().includes('A'));
  });

  test('whose helper is not there is another’s after a lease, and then a person’s', async () => {
    const swarm = await Swarm.of(
      { a: { provider: 'mcp' }, b: { provider: 'mcp' } },
      { A: { session: sessionId('a') } },
      { breakerThreshold: 9 },
    );
    await swarm.fails('a', 'A');
    assert.equal(swarm.made.coordinator.stage(), 'running');
    await swarm.passes(20);
    assert.deepEqual(
      swarm.events('recovery.started').map(({ helper }) => helper),
      ['b', 'a'],
    );
    assert.equal(swarm.made.coordinator.stage(), 'stuck');
    assert.ok(swarm.needs().includes('A'));
  });

  test('is a person’s when nobody finds out in time', async () => {
    const swarm = await two();
    await swarm.fails('a', 'A');
    await swarm.says('b', { verb: 'claimNext' });
    await swarm.passes(29, 'a', 'b', 'c');
    assert.ok(!swarm.needs().includes('A'));
    await swarm.passes(2, 'a', 'b', 'c');
    assert.ok(swarm.needs().includes('A'));
    assert.equal(swarm.events('recovery.escalated').length, 1);
    await swarm.passes(40, 'a', 'b', 'c');
    assert.equal(swarm.events('recovery.escalated').length, 1);
  });

  test('is a person’s at once where only commands run, or the plan says so', async () => {
    const commands = await Swarm.of({ a: {}, b: {} }, { A: { session: sessionId('a') } }, { breakerThreshold: 9 });
    await commands.fails('a', 'A');
    assert.ok(commands.needs().includes('A'));
    const off = await two({ recovery: { debug: false, personAfterMinutes: 30 } });
    await off.fails('a', 'A');
    assert.ok(off.needs().includes('A'));
  });

  test('that a person mends ends the search for its cause', async () => {
    const swarm = await two();
    await swarm.fails('a', 'A');
    const [search] = swarm.events('recovery.started');
    await swarm.person({ verb: 'reopen', task: 'A' });
    assert.equal(swarm.task(search?.task.id ?? '').progress.stage, 'cancelled');
  });
});

test('a question that ends with its claim is withdrawn when that ends, and whoever waits is told', async () => {
  const swarm = await Swarm.of({ a: { provider: 'acp' } }, { A: { session: sessionId('a') } });
  await swarm.says('a', { verb: 'claim', task: 'A' });
  const claim = { task: 'A', epoch: 1 };
  assert.equal(await swarm.says('a', { verb: 'ask', text: 'may I?', claim: { ...claim, epoch: 2 } }), 'stale-epoch');
  const waits = swarm.says('a', { verb: 'ask', text: 'may I?', claim, wait: true });
  await swarm.made.coordinator.idle();
  const [question] = swarm.needs();
  assert.match(question ?? '', /^Q/);
  await swarm.says('a', { verb: 'release', ...claim, reason: 'stopped' });
  assert.deepEqual(await waits, { question, answer: null });
  assert.deepEqual(swarm.needs(), []);
  assert.equal(await swarm.person({ verb: 'answer', question, text: 'yes' }), 'forbidden');
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { defaultPolicy, type Policy } from '../../../../src/domain/task/plan.ts';
import { requestSchema, type Problem } from '../../../../src/protocol/verbs.ts';
import { MemoryLedger } from '../../../support/memoryLedger.ts';
import { aPlan, aSession, aTask } from '../../../support/plans.ts';
import { asRunner, asSession, createTestCoordinator, type TestCoordinator } from '../../../support/testCoordinator.ts';

const names = ['one', 'two', 'other'] as const;
type Name = (typeof names)[number];

interface Made extends TestCoordinator {
  readonly call: (session: Name, tokens?: number) => Promise<Partial<Problem> & { readonly reservation?: string }>;
  readonly ask: (session: Name, request: Record<string, unknown>) => Promise<unknown>;
}

/** Two sessions that share a credential and one with another, each at work on its task. */
async function make(callLimits: Policy['callLimits'], ledger = new MemoryLedger()): Promise<Made> {
  const made = createTestCoordinator(ledger);
  const { coordinator } = made;
  const sessions = names.map((id) =>
    aSession(id, { provider: 'anthropic', credential: id === 'other' ? 'slow' : 'team', agents: { sonnet: 1 } }),
  );
  const tasks = sessions.map(({ id }) => aTask(`T-${id}`, { session: id }));
  const policy = { ...defaultPolicy, ...(callLimits ? { callLimits } : {}) };
  await coordinator.adopt(aPlan(sessions, tasks, { policy }));
  const send = async (session: Name, request: Record<string, unknown>): Promise<unknown> => {
    const claim = { session, task: `T-${session}`, epoch: 1 };
    const answer = await coordinator.handle(requestSchema.parse({ ...claim, ...request }), asSession(session));
    return answer.ok ? answer.value : answer.error;
  };
  for (const session of names) await send(session, { verb: 'claim' });
  return {
    ...made,
    ask: send,
    call: async (session, tokens = 10) =>
      (await send(session, { verb: 'reserve', model: 'sonnet', prompt: tokens, maxOutput: 0 })) as Partial<Problem>,
  };
}

const concurrent = (places: number) => ({ concurrent: places, requestsPerMinute: null, tokensPerMinute: null });
const usage = { input: 1_000, output: 0 };

describe('calls with one credential', () => {
  it('are ten at once unless the policy says otherwise; the eleventh is told to ask again', async () => {
    const { call } = await make(undefined);
    for (let at = 0; at < 10; at += 1) assert.ok((await call(at % 2 ? 'one' : 'two')).reservation);
    const refused = await call('one');
    assert.deepEqual([refused.code, refused.retryAfterMs], ['no-slot', 500]);
    assert.match(refused.message ?? '', /one waits for a call slot of team \(10 in flight\)/);
  });

  it('keep nobody waiting who uses another: a slow provider starves no other', async () => {
    const { call } = await make({ team: concurrent(1) });
    assert.ok((await call('one')).reservation);
    assert.equal((await call('two')).code, 'no-slot');
    for (let at = 0; at < 10; at += 1) assert.ok((await call('other')).reservation);
  });

  it('are shown to be waited for, and go on when one has ended', async () => {
    const { call, ask, coordinator } = await make({ team: concurrent(1) });
    const { reservation } = await call('one');
    const why = (subject: string): string => {
      const answer = coordinator.why(subject);
      return answer.ok ? answer.value.reason : answer.error.message;
    };
    const waits = 'its next call waits for a call slot of team (1 in flight)';
    assert.equal(why('two'), `two works on T-two; ${waits}.`);
    assert.equal(why('T-two'), `two works on T-two; ${waits}.`);
    assert.equal(coordinator.snapshot().sessions[1]?.why.reason, `two works on T-two; ${waits}.`);
    assert.equal(why('one'), 'one works on T-one.');
    await ask('one', { verb: 'settle', reservation, usage });
    assert.equal(why('two'), 'two works on T-two.');
    assert.ok((await call('two')).reservation);
  });

  it('hold their slots through a change of the leader, and beyond the claim, until their process is known to be gone', async () => {
    const ledger = new MemoryLedger();
    const { call, ask } = await make({ team: concurrent(1) }, ledger);
    await call('one');
    await ask('one', { verb: 'release', reason: 'released' });
    assert.equal((await call('two')).code, 'no-slot');
    const { coordinator } = createTestCoordinator(ledger);
    const send = async (session: Name, request: object): Promise<string> => {
      const answer = await coordinator.handle(requestSchema.parse({ session, ...request }), asRunner(session));
      return answer.ok ? 'taken' : answer.error.code;
    };
    const reserve = { verb: 'reserve', task: 'T-two', epoch: 1, model: 'sonnet', prompt: 1, maxOutput: 1 };
    assert.equal(await send('two', reserve), 'no-slot');
    assert.equal(await send('one', { verb: 'registerSession', provider: 'anthropic', sandbox: 'none' }), 'taken');
    assert.equal(await send('two', reserve), 'taken');
  });

  it('keep to the rate that is stated, and what a call did not use is there for the next', async () => {
    const limits = { concurrent: 10, requestsPerMinute: 60, tokensPerMinute: 6_000 };
    const { call, ask, clock } = await make({ team: limits });
    const { reservation } = await call('one', 6_000);
    const refused = await call('two', 3_000);
    assert.deepEqual([refused.code, refused.retryAfterMs], ['no-slot', 30_000]);
    assert.match(refused.message ?? '', /its 6000 tokens a minute are used up/);
    await ask('one', { verb: 'settle', reservation, usage });
    assert.ok((await call('two', 3_000)).reservation);
    clock.advance(10_000);
    assert.equal((await call('two', 3_100)).code, 'no-slot');
    assert.ok((await call('two', 3_000)).reservation);
  });
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sessionId } from '../../../../src/domain/task/ids.ts';
import { defaultPolicy, type SwarmPlan } from '../../../../src/domain/task/plan.ts';
import type { Entry } from '../../../../src/domain/witness/entry.ts';
import { toHex } from '../../../../src/domain/witness/primitives.ts';
import type { Request } from '../../../../src/protocol/verbs.ts';
import { requestSchema } from '../../../../src/protocol/verbs.ts';
import { MemoryLedger } from '../../../support/memoryLedger.ts';
import { aPlan, aSession, aTask } from '../../../support/plans.ts';
import {
  asIntegrator,
  asPerson,
  asSession,
  createTestCoordinator,
  type TestCoordinator,
} from '../../../support/testCoordinator.ts';

const costly = { ...defaultPolicy, guard: { ...defaultPolicy.guard, approvalRequiredAbove: 5 } };
const one = aSession('one', { agents: { haiku: 2 } });
const [two, three] = [aSession('two'), aSession('three')];
const mine = { session: sessionId('one') };

function gatedPlan(over: Partial<SwarmPlan> = {}): SwarmPlan {
  const tasks = [
    aTask('A', { ...mine }),
    aTask('B', { ...mine, dependsOn: [aTask('A').id], estimate: { cost: 8 } }),
    aTask('C', { ...mine, dependsOn: [aTask('B').id] }),
  ];
  return aPlan([one, two, three], tasks, { policy: costly, ...over });
}

interface Swarm extends TestCoordinator {
  readonly ledger: MemoryLedger;
  /** Asks as `who` (a session, `person` or `queue`), and gives the answer, or the refusal's code and text. */
  readonly ask: (who: string, request: unknown) => Promise<unknown>;
}

async function aSwarm(plan = gatedPlan(), ledger = new MemoryLedger()): Promise<Swarm> {
  const swarm = createTestCoordinator(ledger);
  await swarm.coordinator.adopt(plan);
  const ask = async (who: string, request: unknown): Promise<unknown> => {
    const parsed: Request = requestSchema.parse(request);
    const as = who === 'person' ? asPerson : who === 'queue' ? asIntegrator : asSession(who);
    const answer = await swarm.coordinator.handle(parsed, as);
    return answer.ok ? answer.value : `${answer.error.code}: ${answer.error.message}`;
  };
  return { ...swarm, ledger, ask };
}

const statusOf = ({ coordinator }: Swarm, id: string) => coordinator.snapshot().tasks.find((task) => task.id === id);

/** The last entries, in order. */
function lastOf({ ledger }: Swarm, count = 1): readonly Entry[] {
  return ledger.entries.slice(-count).map(({ body }) => JSON.parse(body) as Entry);
}

async function finishA({ ask }: Swarm): Promise<void> {
  await ask('one', { verb: 'claim', session: 'one', task: 'A' });
  const [commit, evidence] = ['c'.repeat(40), []];
  await ask('one', { verb: 'complete', session: 'one', task: 'A', epoch: 1, commit, evidence });
  await ask('queue', { verb: 'integrated', task: 'A', epoch: 1, merge: commit, evidence });
}

test('a task above the limit is asked for when nothing else keeps it, waits, and begins when a person approves', async () => {
  const swarm = await aSwarm();
  assert.deepEqual([statusOf(swarm, 'B')?.status, swarm.coordinator.snapshot().needsYou], ['pending', []]);
  await finishA(swarm);
  const waiting = statusOf(swarm, 'B');
  assert.equal(waiting?.status, 'awaiting-approval');
  assert.match(
    waiting?.why?.reason ?? '',
    /^B waits for a person's approval: its estimate of \$8\.00 is above \$5\.00\.$/,
  );
  const [need] = swarm.coordinator.snapshot().needsYou;
  assert.deepEqual([need?.subject, need?.answer?.kind], ['B', 'approval']);
  assert.match(String(await swarm.ask('one', { verb: 'claim', session: 'one', task: 'B' })), /^blocked: B waits for a/);
  assert.match(String(await swarm.ask('one', { verb: 'approve', approval: 'B' })), /^forbidden: .*for a person/);
  assert.deepEqual(await swarm.ask('person', { verb: 'approve', approval: 'B', reason: 'worth it' }), {});
  const granted = lastOf(swarm)[0];
  assert.deepEqual(
    [granted?.event.type, granted?.actor, granted?.authority.token],
    ['approval.decided', { kind: 'person', name: 'tester' }, null],
  );
  assert.match(JSON.stringify(await swarm.ask('one', { verb: 'claimNext', session: 'one' })), /"task":"B"/);
  const claimed = lastOf(swarm)[0]?.event;
  assert.equal(claimed?.type === 'task.claimed' ? claimed.approval : undefined, need?.answer?.id);
  assert.match(
    String(await swarm.ask('person', { verb: 'reject', approval: 'B', reason: 'no' })),
    /approved by tester/,
  );
  swarm.coordinator.dispose();
});

test('an approval waits through a restart, and lapses when the task is planned otherwise', async () => {
  const first = await aSwarm();
  await finishA(first);
  first.coordinator.dispose();
  const second = await aSwarm(gatedPlan(), first.ledger);
  const [need] = second.coordinator.snapshot().needsYou;
  assert.equal(need?.subject, 'B');
  second.coordinator.dispose();
  const changed = gatedPlan();
  const tasks = changed.tasks.map((task) => (task.id === 'B' ? { ...task, title: 'Another B' } : task));
  const third = await aSwarm({ ...changed, tasks }, first.ledger);
  const old = String(await third.ask('person', { verb: 'approve', approval: need?.answer?.id }));
  assert.match(old, /^forbidden: .* has lapsed/);
  const [again] = third.coordinator.snapshot().needsYou;
  assert.equal(again?.subject, 'B');
  assert.notEqual(again?.answer?.id, need?.answer?.id);
  third.coordinator.dispose();
  const free = await aSwarm({ ...changed, tasks, policy: defaultPolicy }, first.ledger);
  assert.deepEqual([statusOf(free, 'B')?.status, free.coordinator.snapshot().needsYou], ['ready', []]);
  free.coordinator.dispose();
});

test('a rejected task says so, keeps what waits for it, and asks again once a person reopens it', async () => {
  const swarm = await aSwarm();
  await finishA(swarm);
  await swarm.ask('person', { verb: 'reject', approval: 'B', reason: 'too dear.' });
  const rejected = statusOf(swarm, 'B');
  assert.deepEqual([rejected?.status, rejected?.rejected], ['failed', true]);
  assert.equal(rejected?.why?.reason, 'tester rejected B: too dear.');
  assert.equal(statusOf(swarm, 'C')?.status, 'pending');
  assert.deepEqual(await swarm.ask('person', { verb: 'reopen', task: 'B' }), {});
  assert.equal(statusOf(swarm, 'B')?.status, 'awaiting-approval');
  await swarm.ask('person', { verb: 'approve', approval: 'B' });
  assert.equal(statusOf(swarm, 'B')?.status, 'ready');
  swarm.coordinator.dispose();
});

test('a task that is done again needs a new approval; one that gets new attempts does not', async () => {
  const swarm = await aSwarm();
  await finishA(swarm);
  await swarm.ask('person', { verb: 'approve', approval: 'B' });
  const [commit, evidence] = ['d'.repeat(40), []];
  for (const epoch of [1, 2]) {
    await swarm.ask('one', { verb: 'claim', session: 'one', task: 'B' });
    const at = { session: 'one', task: 'B', epoch };
    await swarm.ask(
      'one',
      epoch === 1 ? { verb: 'fail', ...at, reason: 'no', evidence } : { verb: 'complete', ...at, commit, evidence },
    );
    if (epoch === 1) assert.equal(statusOf(swarm, 'B')?.status, 'ready');
  }
  await swarm.ask('queue', { verb: 'integrated', task: 'B', epoch: 2, merge: commit, evidence });
  assert.deepEqual(await swarm.ask('person', { verb: 'reopen', task: 'B' }), {});
  assert.equal(statusOf(swarm, 'B')?.status, 'awaiting-approval');
  assert.match(String(await swarm.ask('one', { verb: 'claim', session: 'one', task: 'B' })), /^blocked: B waits for a/);
  await swarm.ask('person', { verb: 'approve', approval: 'B' });
  assert.equal(statusOf(swarm, 'B')?.status, 'ready');
  swarm.coordinator.dispose();
});

test('a question to a session that has left is put to a person, whose answer settles it', async () => {
  const swarm = await aSwarm();
  const asked = (await swarm.ask('one', { verb: 'ask', session: 'one', to: 'two', text: 'Done?' })) as {
    question: string;
  };
  assert.deepEqual(swarm.coordinator.snapshot().needsYou, []);
  await swarm.coordinator.adopt(gatedPlan({ sessions: [one, three] }));
  const [need] = swarm.coordinator.snapshot().needsYou;
  assert.equal(need?.answer?.id, asked.question);
  assert.match(need.reason, /^one asks two, who is no longer in the swarm: Done\?$/);
  assert.deepEqual(await swarm.ask('person', { verb: 'answer', question: asked.question, text: 'Yes' }), {});
  assert.deepEqual(swarm.coordinator.snapshot().needsYou, []);
  swarm.coordinator.dispose();
});

test('sessions vote once each and for themselves; the last vote closes in the same commit, and the memo keeps the dissent', async () => {
  const swarm = await aSwarm();
  const proposed = { verb: 'propose', session: 'one', title: 'Drop the old API?', hazards: ['safety'] };
  const { decision } = (await swarm.ask('one', proposed)) as { decision: string };
  const vote = (session: string, choice: string, more = {}) => ({ verb: 'vote', session, decision, choice, ...more });
  assert.deepEqual(await swarm.ask('one', vote('one', 'yes')), { outcome: 'open' });
  assert.match(String(await swarm.ask('one', vote('one', 'no'))), /has voted/);
  assert.match(String(await swarm.ask('one', vote('two', 'yes'))), /needs its token/);
  assert.match(String(await swarm.ask('person', vote('two', 'yes'))), /needs its token/);
  assert.match(String(await swarm.ask('two', vote('two', 'no'))), /needs a rationale\. Vote again and say why/);
  assert.match(
    String(await swarm.ask('two', vote('two', 'no', { rationale: 'users' }))),
    /needs an alternative\. Vote again and say what to do/,
  );
  assert.match(String(await swarm.ask('one', { verb: 'memo', decision })), /is still open/);
  const unknown = String(await swarm.ask('one', { verb: 'memo', decision: 'D999' }));
  assert.match(unknown, /There is no decision D999 in this swarm\. `s2 witness show` lists/);
  const dissent = { rationale: 'users', alternative: 'deprecate' };
  assert.deepEqual(await swarm.ask('two', vote('two', 'no', dissent)), { outcome: 'open' });
  assert.deepEqual(await swarm.ask('three', vote('three', 'yes')), { outcome: 'rejected' });
  const [cast, closed] = lastOf(swarm, 2);
  assert.deepEqual([cast?.event.type, closed?.event.type], ['vote.cast', 'decision.closed']);
  const memo = (await swarm.ask('person', { verb: 'memo', decision })) as Record<string, unknown>;
  assert.deepEqual(memo['dissents'], [{ session: 'two', ...dissent }]);
  assert.equal(memo['traceToken'], toHex(swarm.ledger.entries.at(-1)?.hash ?? new Uint8Array()));
  assert.match(String(await swarm.ask('one', vote('one', 'yes'))), /was rejected already/);
  swarm.coordinator.dispose();
});

test('a decision that waits for a session that leaves the plan is settled by those who are left', async () => {
  const swarm = await aSwarm();
  const { decision } = (await swarm.ask('person', { verb: 'propose', title: 'Go?' })) as { decision: string };
  for (const session of ['one', 'two']) await swarm.ask(session, { verb: 'vote', session, decision, choice: 'yes' });
  assert.deepEqual(
    swarm.coordinator.snapshot().needsYou.map(({ subject }) => subject),
    [decision],
    'three is not there',
  );
  await swarm.coordinator.adopt(gatedPlan({ sessions: [one, two] }));
  const last = lastOf(swarm)[0];
  assert.deepEqual([last?.event.type, last?.cause], ['decision.closed', { ...last?.cause, rule: 'decision' }]);
  swarm.coordinator.dispose();
});

test('a question waits for its answer while the claim goes on, and only the one who was asked answers', async () => {
  const swarm = await aSwarm();
  await swarm.ask('one', { verb: 'claim', session: 'one', task: 'A' });
  const asked = swarm.ask('one', { verb: 'ask', session: 'one', text: 'Which port?', wait: true });
  const other = (await swarm.ask('one', { verb: 'ask', session: 'one', to: 'two', text: 'Done?' })) as {
    question: string;
  };
  const [need] = swarm.coordinator.snapshot().needsYou;
  assert.match(need?.reason ?? '', /^one asks: Which port\?$/);
  const answer = { verb: 'answer', question: need?.answer?.id, text: '8080' };
  assert.match(String(await swarm.ask('two', { ...answer, session: 'two' })), /was not asked of two/);
  assert.match(String(await swarm.ask('two', answer)), /without a session is for a person/);
  assert.match(String(await swarm.ask('one', { ...answer, session: 'two' })), /needs its token/);
  assert.deepEqual(await swarm.ask('person', answer), {});
  assert.deepEqual(await asked, { question: need?.answer?.id, answer: '8080' });
  assert.match(String(await swarm.ask('person', answer)), /answered already/);
  assert.deepEqual(
    await swarm.ask('two', { verb: 'answer', session: 'two', question: other.question, text: 'Yes' }),
    {},
  );
  assert.equal(statusOf(swarm, 'A')?.status, 'claimed');
  assert.deepEqual(swarm.coordinator.snapshot().needsYou, []);
  swarm.coordinator.dispose();
});

test('an inbox gives everything until it is acknowledged, through a restart, and only to its session', async () => {
  const swarm = await aSwarm();
  const reading = swarm.ask('two', { verb: 'inbox', session: 'two', wait: true });
  await swarm.ask('person', { verb: 'message', to: 'two', text: 'first' });
  await swarm.ask('one', { verb: 'message', session: 'one', to: 'two', text: 'second' });
  const textsOf = (answer: unknown) => (answer as { items: { text: string }[] }).items.map(({ text }) => text);
  assert.deepEqual(textsOf(await reading), ['first']);
  assert.deepEqual(await swarm.ask('two', { verb: 'heartbeat', session: 'two' }), { inbox: 2 });
  assert.match(String(await swarm.ask('one', { verb: 'inbox', session: 'two' })), /needs its token/);
  swarm.coordinator.dispose();
  const again = await aSwarm(gatedPlan(), swarm.ledger);
  const inbox = (await again.ask('two', { verb: 'inbox', session: 'two' })) as { items: { sequence: number }[] };
  assert.deepEqual(textsOf(inbox), ['first', 'second']);
  assert.match(String(await again.ask('two', { verb: 'acknowledge', session: 'two', upTo: 9_999 })), /nothing with/);
  await again.ask('two', { verb: 'acknowledge', session: 'two', upTo: inbox.items[0]?.sequence });
  assert.deepEqual(textsOf(await again.ask('two', { verb: 'inbox', session: 'two' })), ['second']);
  again.coordinator.dispose();
});

test('a flood is bounded: by the sender within a minute, by the inbox for everybody, by open questions', async () => {
  const swarm = await aSwarm();
  const granted = async (who: string, request: unknown, times: number): Promise<number> => {
    let count = 0;
    for (let at = 0; at < times; at += 1) count += typeof (await swarm.ask(who, request)) === 'object' ? 1 : 0;
    return count;
  };
  assert.equal(await granted('one', { verb: 'message', session: 'one', to: 'two', text: 'x' }, 50), 30);
  assert.match(
    String(await swarm.ask('one', { verb: 'ask', session: 'one', text: 'x' })),
    /has said 30 things within 60 s/,
  );
  swarm.clock.advance(60_000);
  assert.equal(await granted('one', { verb: 'ask', session: 'one', text: 'x' }, 25), 20);
  assert.equal(await granted('person', { verb: 'message', to: 'two', text: 'x' }, 100), 70);
  assert.match(
    String(await swarm.ask('three', { verb: 'message', session: 'three', to: 'two', text: 'x' })),
    /is full/,
  );
  assert.ok(((await swarm.ask('two', { verb: 'inbox', session: 'two' })) as { items: unknown[] }).items.length === 50);
  swarm.coordinator.dispose();
});

for (const [what, request] of [
  ['an empty message', { verb: 'message', to: 'two', text: ' \n' }],
  ['a message that is too long', { verb: 'message', to: 'two', text: 'x'.repeat(2_001) }],
  ['a rejection without a reason', { verb: 'reject', approval: 'B', reason: '' }],
  ['a share of conflict above 1', { verb: 'propose', title: 'x', conflict: 1.5 }],
  ['a third choice', { verb: 'vote', session: 'one', decision: 'D1', choice: 'maybe' }],
  ['an acknowledgement of nothing', { verb: 'acknowledge', session: 'one', upTo: 0 }],
] as const) {
  test(`${what} is not understood`, () => assert.equal(requestSchema.safeParse(request).success, false));
}

test('a question to a person, such as that of an outside agent, is approved or rejected like an approval', async () => {
  const swarm = await aSwarm();
  const ask = async (to: string | null): Promise<string> => {
    const asked = await swarm.ask('one', { verb: 'ask', session: 'one', to, text: 'May my agent run make?' });
    return (asked as { readonly question: string }).question;
  };
  const [first, second, third] = [await ask(null), await ask(null), await ask('two')];
  assert.deepEqual(await swarm.ask('person', { verb: 'approve', approval: first }), {});
  assert.deepEqual(await swarm.ask('person', { verb: 'reject', approval: second, reason: 'no oven' }), {});
  const texts = lastOf(swarm, 2).map(({ event }) => (event.type === 'question.answered' ? event.text : event.type));
  assert.deepEqual(texts, ['approved', 'rejected: no oven']);
  assert.match(
    String(await swarm.ask('person', { verb: 'approve', approval: second })),
    /^forbidden: .*answered already/,
  );
  assert.match(String(await swarm.ask('person', { verb: 'approve', approval: third })), /^unknown/);
  assert.match(String(await swarm.ask('one', { verb: 'approve', approval: third })), /^forbidden/);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decideVerdict } from '../../../../src/domain/guard/decideApproval.ts';
import { mayMerge } from '../../../../src/domain/guard/mergeApproval.ts';
import { sessionId, taskId } from '../../../../src/domain/task/ids.ts';
import { defaultPolicy, type SwarmPlan } from '../../../../src/domain/task/plan.ts';
import { whyTask } from '../../../../src/domain/task/why.ts';
import { requestSchema } from '../../../../src/protocol/verbs.ts';
import { MemoryLedger } from '../../../support/memoryLedger.ts';
import { aPlan, aSession, aTask } from '../../../support/plans.ts';
import { asIntegrator, asPerson, asSession, createTestCoordinator } from '../../../support/testCoordinator.ts';

const mine = { session: sessionId('one') };

function aGuardedPlan(protectedBranches: readonly string[], maxWaitingForReview?: number): SwarmPlan {
  const policy = {
    ...defaultPolicy,
    guard: { ...defaultPolicy.guard, protectedBranches },
    ...(maxWaitingForReview === undefined ? {} : { maxWaitingForReview }),
  };
  return aPlan([aSession('one', { agents: { haiku: 3 } })], [aTask('A', mine), aTask('B', mine), aTask('C', mine)], {
    policy,
  });
}

async function aSwarm(plan: SwarmPlan, ledger = new MemoryLedger()) {
  const { coordinator } = createTestCoordinator(ledger);
  await coordinator.adopt(plan);
  const ask = async (who: 'person' | 'queue' | 'one', request: unknown): Promise<unknown> => {
    const as = who === 'person' ? asPerson : who === 'queue' ? asIntegrator : asSession('one');
    const answer = await coordinator.handle(requestSchema.parse(request), as);
    return answer.ok ? answer.value : `${answer.error.code}: ${answer.error.message}`;
  };
  const handIn = async (task: string, letter: string, epoch = 1): Promise<void> => {
    await ask('one', { verb: 'claim', session: 'one', task });
    const done = { commit: letter.repeat(40), evidence: [] };
    assert.deepEqual(await ask('one', { verb: 'complete', session: 'one', task, epoch, ...done }), {});
  };
  const next = async (): Promise<readonly string[]> => {
    const answer = (await ask('queue', { verb: 'nextIntegration', wait: false, upTo: 9 })) as {
      readonly batch?: readonly { readonly task: string }[];
    };
    return (answer.batch ?? []).map(({ task }) => task);
  };
  const show = (task: string) => coordinator.snapshot().tasks.find(({ id }) => id === task);
  const needs = () => coordinator.snapshot().needsYou;
  return { coordinator, ledger, ask, handIn, next, show, needs };
}

test('a commit waits for a person before it goes to a protected branch, in the inbox and in why, and then is merged', async () => {
  const { ask, handIn, next, show, needs, coordinator } = await aSwarm(aGuardedPlan(['release/*', 's2/*']));
  assert.equal(show('A')?.status, 'ready');
  const queue = coordinator.handle({ verb: 'nextIntegration', wait: true }, asIntegrator);
  await handIn('A', 'a');
  assert.deepEqual([await next(), show('A')?.status], [[], 'awaiting-approval']);
  const [need] = needs();
  assert.deepEqual([need?.subject, need?.answer?.kind], ['A', 'approval']);
  const reason =
    "A waits for a person's approval: its commit aaaaaaaaaaaa of one is to be merged into the protected branch s2/test.";
  assert.deepEqual([need?.reason, show('A')?.why?.reason], [reason, reason]);
  assert.match(need?.action ?? '', /^See it with `git diff --stat s2\/test\.\.\.aaaaaaaaaaaa`, then `s2 approve A`/);
  assert.match(String(await ask('one', { verb: 'approve', approval: 'A' })), /^forbidden/);
  assert.deepEqual(await ask('person', { verb: 'approve', approval: 'A' }), {});
  const answer = await queue;
  assert.ok(answer.ok && answer.value.outcome === 'integrate');
  assert.deepEqual([answer.value.integration.task, show('A')?.status, needs()], ['A', 'verifying', []]);
  coordinator.dispose();
});

test('a batch holds what is approved, and what waits does not keep it from what comes after', async () => {
  const { ask, handIn, next, coordinator } = await aSwarm(aGuardedPlan(['s2/test']));
  for (const [task, letter] of Object.entries({ A: 'a', B: 'b', C: 'c' })) await handIn(task, letter);
  for (const approval of ['C', 'B']) await ask('person', { verb: 'approve', approval });
  assert.deepEqual(await next(), ['B', 'C']);
  coordinator.dispose();
});

test('an approval is for one commit: another attempt asks again, the same commit does not', async () => {
  const { ask, handIn, next, coordinator } = await aSwarm(aGuardedPlan(['s2/test']));
  await handIn('A', 'a');
  await ask('person', { verb: 'approve', approval: 'A' });
  const reject = { verb: 'rejected', task: 'A', reason: 'does not verify', evidence: [] };
  await ask('queue', { ...reject, epoch: 1 });
  await handIn('A', 'a', 2);
  assert.deepEqual(await next(), ['A']);
  await ask('queue', { ...reject, epoch: 2 });
  await handIn('A', 'b', 3);
  assert.deepEqual(await next(), []);
  await ask('person', { verb: 'approve', approval: 'A' });
  assert.deepEqual(await next(), ['A']);
  coordinator.dispose();
});

test('a refused merge is a failed task with the reason until a person reopens it', async () => {
  const { ask, handIn, next, show, needs, coordinator } = await aSwarm(aGuardedPlan(['s2/test']));
  await handIn('A', 'a');
  assert.deepEqual(await ask('person', { verb: 'reject', approval: 'A', reason: 'wrong table' }), {});
  assert.deepEqual([show('A')?.status, await next()], ['failed', []]);
  assert.match(show('A')?.why?.reason ?? '', /tester refused to have aaaaaaaaaaaa merged into s2\/test: wrong table/);
  assert.deepEqual(
    needs().filter(({ answer }) => answer?.kind === 'approval'),
    [],
  );
  assert.deepEqual(await ask('person', { verb: 'reopen', task: 'A' }), {});
  await handIn('A', 'a', 2);
  assert.equal(show('A')?.status, 'awaiting-approval');
  coordinator.dispose();
});

test('what waits outlives a restart, lapses when the branch is not protected any more, and begins when it is', async () => {
  const first = await aSwarm(aGuardedPlan([]));
  await first.handIn('A', 'a');
  assert.deepEqual([await first.next(), first.needs()], [['A'], []]);
  first.coordinator.dispose();
  const second = await aSwarm(aGuardedPlan(['s2/test']), first.ledger);
  assert.deepEqual([await second.next(), second.needs().length], [[], 1]);
  const asked = second.needs()[0]?.answer?.id;
  second.coordinator.dispose();
  const third = await aSwarm(aGuardedPlan(['s2/test']), first.ledger);
  assert.deepEqual([await third.next(), third.needs()[0]?.answer?.id], [[], asked]);
  third.coordinator.dispose();
  const free = await aSwarm(aGuardedPlan(['main']), first.ledger);
  assert.deepEqual([await free.next(), free.needs()], [['A'], []]);
  assert.match(String(await free.ask('person', { verb: 'approve', approval: asked })), /has lapsed/);
  free.coordinator.dispose();
});

test('what waits to be merged counts for review back-pressure, and a swarm in which all else is done needs a person', async () => {
  const { ask, handIn, coordinator } = await aSwarm(aGuardedPlan(['s2/test'], 1));
  await handIn('A', 'a');
  assert.match(String(await ask('one', { verb: 'claim', session: 'one', task: 'B' })), /^paused: 1 task waits for a/);
  assert.equal(coordinator.snapshot().swarm.state, 'stuck');
  coordinator.dispose();
});

test('the merge queue is told of an approval when the ledger keeps it, and a request ends with what was handed in', async () => {
  const dependent = aTask('B', { ...mine, dependsOn: [taskId('A')] });
  const guarded = { ...aGuardedPlan(['s2/test']), tasks: [aTask('A', mine), dependent] };
  const { coordinator, ask, handIn, needs } = await aSwarm(guarded);
  const merge = { merge: 'f'.repeat(40), evidence: [] };
  await handIn('A', 'a');
  await ask('person', { verb: 'approve', approval: 'A' });
  const { state } = coordinator;
  const handedIn = state.tasks.get(taskId('A'));
  assert.ok(handedIn);
  assert.deepEqual(
    [mayMerge(state, handedIn, state.sequence), mayMerge(state, handedIn, state.sequence - 1)],
    [true, false],
  );
  await ask('queue', { verb: 'integrated', task: 'A', epoch: 1, ...merge });
  await handIn('B', 'b');
  const [need] = needs();
  await ask('person', { verb: 'reopen', task: 'A' });
  assert.deepEqual(needs(), []);
  const late = decideVerdict(state, need?.answer?.id ?? '', { verdict: 'approved', by: 'tester', reason: '' });
  assert.match(late.accepted || late.refusal.code !== 'forbidden' ? '' : late.refusal.reason, /has lapsed/);
  const waiting = state.tasks.get(taskId('B'));
  assert.match((waiting && whyTask(state, waiting).reason) ?? '', /^B waits for A/);
  coordinator.dispose();
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LedgerError, type LedgerBatch, type StoredEntry } from '../../../../src/app/ports/ledger.ts';
import { sessionId, taskId } from '../../../../src/domain/task/ids.ts';
import { requestMessageSchema } from '../../../../src/protocol/socketMessages.ts';
import { MemoryLedger } from '../../../support/memoryLedger.ts';
import { aPlan, aSession, aTask } from '../../../support/plans.ts';
import { asPerson, asSession, createTestCoordinator, type TestCoordinator } from '../../../support/testCoordinator.ts';

const plan = aPlan([aSession('one'), aSession('two')], [aTask('A'), aTask('B')]);
const claimA = { verb: 'claim', session: 'one', task: 'A' } as const;
const hourMs = 3_600_000;

/** A ledger that may keep a batch and say that it failed, or fail to be read. */
class FaultyLedger extends MemoryLedger {
  keepsButFails = false;
  unreadable = 0;

  override async append(batch: LedgerBatch): Promise<'accepted' | 'conflict'> {
    const outcome = await super.append(batch);
    if (!this.keepsButFails) return outcome;
    this.keepsButFails = false;
    throw new LedgerError('failed', 'no answer', undefined);
  }

  override read(after: number): Iterable<StoredEntry> {
    if (this.unreadable === 0) return super.read(after);
    this.unreadable -= 1;
    throw new LedgerError('failed', 'not now', undefined);
  }
}

async function launched(ledger = new FaultyLedger()): Promise<TestCoordinator & { readonly ledger: FaultyLedger }> {
  const swarm = createTestCoordinator(ledger);
  await swarm.coordinator.adopt(plan);
  return { ...swarm, ledger };
}

test('what became durable without an answer has its effect once, and is pushed', async () => {
  const { coordinator, ledger } = await launched();
  const pushed: number[] = [];
  coordinator.subscribe(coordinator.state.sequence, ({ entry }) => pushed.push(entry.sequence));
  ledger.keepsButFails = true;
  const asked = { ...asSession('one'), key: 'k' };
  await assert.rejects(coordinator.handle(claimA, asked), { code: 'failed' });
  const again = await coordinator.handle(claimA, asked);
  assert.ok(again.ok && again.value.outcome === 'claimed');
  assert.equal(again.value.claim.epoch, 1);
  assert.deepEqual(pushed, [coordinator.state.sequence]);
  coordinator.dispose();
});

test('a ledger that cannot even be read after a fault decides nothing more', async () => {
  const { coordinator, ledger } = await launched();
  const before = coordinator.state.sequence;
  ledger.keepsButFails = true;
  ledger.unreadable = 1;
  await assert.rejects(coordinator.handle(claimA, asSession('one')), { code: 'failed' });
  const later = coordinator.handle({ verb: 'claim', session: 'two', task: 'A' }, asSession('two'));
  await assert.rejects(later, { message: 'not now' });
  assert.equal(ledger.entries.length, before + 1);
  coordinator.dispose();
});

for (const jump of [hourMs, -hourMs]) {
  test(`a wall clock that is set by ${jump} ms robs nobody, and the silent are found all the same`, async () => {
    const { coordinator, clock } = await launched();
    await coordinator.handle(claimA, asSession('one'));
    clock.ahead = jump;
    clock.advance(60_000);
    await coordinator.idle();
    assert.equal(coordinator.state.tasks.get(taskId('A'))?.progress.stage, 'claimed');
    clock.advance(180_000);
    await coordinator.idle();
    assert.equal(coordinator.state.tasks.get(taskId('A'))?.progress.stage, 'open');
    coordinator.dispose();
  });
}

test('the claims of a session that is lost for good are free for others', async () => {
  const { coordinator } = await launched();
  await coordinator.handle(claimA, asSession('one'));
  coordinator.lose('one', false, 'it died');
  await coordinator.idle();
  assert.equal(coordinator.state.sessions.get(sessionId('one'))?.claims.size, 1, 'it is started again');
  coordinator.lose('one', true, 'it died');
  await coordinator.idle();
  const answer = await coordinator.handle({ verb: 'claim', session: 'two', task: 'A' }, asSession('two'));
  assert.ok(answer.ok && answer.value.outcome === 'claimed' && answer.value.claim.epoch === 2);
  coordinator.dispose();
});

test('no session can use the key of another, or of a person', async () => {
  const names = ['person', 'a', 'a/b'];
  const { coordinator } = createTestCoordinator();
  await coordinator.adopt(
    aPlan(
      names.map((name) => aSession(name)),
      names.map((name) => aTask(name)),
    ),
  );
  await coordinator.handle({ verb: 'pause' }, { ...asPerson, key: 'k' });
  await coordinator.handle({ verb: 'resume' }, { ...asPerson, key: 'r' });
  await coordinator.handle({ verb: 'claim', session: 'a/b', task: 'a' }, { ...asSession('a/b'), key: 'k' });
  const claim = async (session: string, key: string): Promise<unknown> => {
    const answer = await coordinator.handle({ verb: 'claim', session, task: session }, { ...asSession(session), key });
    return answer.ok && answer.value.outcome === 'claimed' ? answer.value.claim.task : answer;
  };
  assert.equal(await claim('person', 'k'), 'person');
  const other = await coordinator.handle(
    { verb: 'claim', session: 'a', task: 'a/b' },
    { ...asSession('a'), key: 'b/k' },
  );
  assert.ok(other.ok && other.value.outcome === 'claimed' && other.value.claim.task === 'a/b');
  coordinator.dispose();
});

test('a key that cannot be hashed is refused at the door', () => {
  const message = { id: 1, request: { verb: 'pause' }, key: '\ud800' };
  assert.equal(requestMessageSchema.safeParse(message).success, false);
});

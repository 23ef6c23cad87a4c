import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sessionId, taskId } from '../../src/domain/task/ids.ts';
import type { SwarmState } from '../../src/domain/task/swarmState.ts';
import { priorities, type SessionSpec, type SwarmPlan, type TaskSpec } from '../../src/domain/task/plan.ts';
import { verifyLedger } from '../../src/domain/witness/verifyLedger.ts';
import { nodePrimitives } from '../../src/adapters/signing/nodePrimitives.ts';
import { verifyWithNode } from '../../src/adapters/signing/nodeSigner.ts';
import type { Request } from '../../src/protocol/verbs.ts';
import { checkState, essenceOf } from './laws/stateLaws.ts';
import { MemoryLedger } from '../support/memoryLedger.ts';
import { aPlan, aSession, aTask } from '../support/plans.ts';
import { Random } from '../support/random.ts';
import {
  asIntegrator,
  asPerson,
  asRunner,
  asSession,
  createTestCoordinator,
  testSigner,
  type TestCoordinator,
} from '../support/testCoordinator.ts';

const seeds = Number(process.env['S2_SEEDS'] ?? 300);
const steps = 60;
const someCommit = 'a'.repeat(40);
const capabilities = ['docs:writing', 'code:parser', 'security:signing', 'testing:load'];

function randomPlan(random: Random): SwarmPlan {
  const sessions: SessionSpec[] = Array.from({ length: 2 + random.below(4) }, (_, at) =>
    aSession(`session-${at + 1}`, {
      capabilities: capabilities.filter(() => random.chance(0.6)),
      agents: random.chance(0.5) ? { haiku: 1 + random.below(3) } : {},
    }),
  );
  const tasks: TaskSpec[] = [];
  for (let at = 0; at < 4 + random.below(22); at += 1) {
    const owner = random.pick(sessions);
    const unowned = random.chance(0.15);
    tasks.push(
      aTask(`T${at}`, {
        ...(unowned ? {} : { session: owner.id, phase: 1 + random.below(3) }),
        // Only tasks of first phases are prerequisites, so that phases and dependencies cannot wait for each other.
        priority: random.pick(priorities),
        dependsOn: tasks
          .filter((earlier) => (earlier.phase ?? 1) === 1 && random.chance(0.12))
          .map((earlier) => earlier.id),
        capabilities: random.chance(0.3) ? [random.pick(capabilities)] : [],
        ...(random.chance(0.4) ? { unblock: { capabilities: [random.pick(capabilities)], run: 'true' } } : {}),
      }),
    );
  }
  return aPlan(sessions, tasks);
}

/** One random thing that a session, the merge queue or a person may do, sensible or not. */
function randomRequest(random: Random, state: SwarmState): { request: Request; as: typeof asPerson } {
  const session = random.pick([...state.sessions.keys()]);
  const known = random.pick([...state.tasks.values()]);
  const held = [...(state.sessions.get(session)?.claims ?? [])];
  const task =
    held.length > 0 && random.chance(0.8) ? (held[random.below(held.length)] ?? known.spec.id) : known.spec.id;
  const current = state.tasks.get(task)?.epoch ?? 1;
  const epoch = random.chance(0.9) && current > 0 ? current : Math.max(1, current - 1);
  const claim = { task, session, epoch };
  const submitted = [...state.submitted][0];
  if (submitted !== undefined && random.chance(0.4)) {
    const at = { task: submitted, epoch: state.tasks.get(submitted)?.epoch ?? 1, evidence: [] };
    return random.chance(0.8)
      ? { request: { verb: 'integrated', ...at, merge: someCommit }, as: asIntegrator }
      : { request: { verb: 'rejected', ...at, reason: 'conflict' }, as: asIntegrator };
  }
  const blocker = [...state.blockers.values()].find((open) => !open.cleared);
  if (blocker && random.chance(0.1)) return { request: { verb: 'clearBlocker', blocker: blocker.id }, as: asPerson };
  const requests: readonly Request[] = [
    { verb: 'claimNext', session, wait: false },
    { verb: 'claimNext', session, wait: false },
    { verb: 'claim', session, task: known.spec.id },
    { verb: 'complete', ...claim, commit: someCommit, evidence: [] },
    { verb: 'complete', ...claim, commit: someCommit, evidence: [] },
    { verb: 'complete', ...claim, commit: someCommit, evidence: [] },
    { verb: 'fail', ...claim, reason: 'verify failed', evidence: [] },
    { verb: 'release', ...claim, reason: 'released' },
    { verb: 'reportBlocker', ...claim, reason: 'no certificate', needs: [] },
    { verb: 'progress', ...claim, note: 'half way' },
    { verb: 'registerSession', session, provider: 'command', sandbox: 'none' },
    { verb: 'reopen', task },
  ];
  const request = random.pick(requests);
  return { request, as: request.verb === 'reopen' ? asPerson : asRunner(session) };
}

async function live(seed: number): Promise<TestCoordinator & { readonly winners: Map<string, number> }> {
  const random = new Random(seed);
  const swarm = createTestCoordinator();
  await swarm.coordinator.adopt(randomPlan(random));
  const winners = new Map<string, number>();
  for (let step = 0; step < steps; step += 1) {
    const burst = Array.from({ length: 1 + random.below(4) }, () => randomRequest(random, swarm.coordinator.state));
    const answers = await Promise.all(burst.map(({ request, as }) => swarm.coordinator.handle(request, as)));
    for (const answer of answers) {
      if (!answer.ok || !('outcome' in answer.value) || answer.value.outcome !== 'claimed') continue;
      const epoch = `${answer.value.claim.task}@${answer.value.claim.epoch}`;
      winners.set(epoch, (winners.get(epoch) ?? 0) + 1);
    }
    swarm.clock.advance(random.below(60_000));
    assert.equal(checkState(swarm.coordinator.state), undefined);
  }
  await swarm.coordinator.idle();
  swarm.coordinator.dispose();
  return { ...swarm, winners };
}

test(`${seeds} random swarms keep every invariant, replay to the same state and verify`, async () => {
  for (let seed = 1; seed <= seeds; seed += 1) {
    try {
      const { coordinator, ledger, winners } = await live(seed);
      for (const [epoch, count] of winners) assert.equal(count, 1, `${epoch} was won ${count} times`);
      const replayed = createTestCoordinator(ledger);
      assert.equal(essenceOf(replayed.coordinator.state), essenceOf(coordinator.state));
      replayed.coordinator.dispose();
      const verdict = verifyLedger({ entries: ledger.read(0), checkpoints: ledger.checkpoints() }, testSigner(), {
        primitives: nodePrimitives,
        verify: verifyWithNode,
      });
      assert.deepEqual([verdict.ok, verdict.firstBad, verdict.entries], [true, undefined, coordinator.state.sequence]);
    } catch (cause) {
      throw new Error(`seed ${seed} (replay: S2_SEEDS=${seed} npm run unit)`, { cause });
    }
  }
});

test('the ledger in memory refuses a sequence that is taken', async () => {
  const ledger = new MemoryLedger();
  const { coordinator } = createTestCoordinator(ledger);
  await coordinator.adopt(aPlan([aSession('session-1')], [aTask('T1', { session: sessionId('session-1') })]));
  const late = createTestCoordinator(ledger);
  await coordinator.handle({ verb: 'claim', session: 'session-1', task: taskId('T1') }, asSession('session-1'));
  const second = late.coordinator.handle(
    { verb: 'claim', session: 'session-1', task: taskId('T1') },
    asSession('session-1'),
  );
  await assert.rejects(second, { name: 'LedgerError', code: 'locked' });
  coordinator.dispose();
  late.coordinator.dispose();
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { blockersThatNeedYou } from '../../src/app/coordinator/viewBlockers.ts';
import { applyEvent } from '../../src/domain/task/applyEvent.ts';
import { adoptPlan } from '../../src/domain/task/adoptPlan.ts';
import { decideClaim } from '../../src/domain/task/decideClaim.ts';
import type { Refusal } from '../../src/domain/task/refusal.ts';
import { deriveStatus } from '../../src/domain/task/status.ts';
import { createSwarmState, type SwarmState } from '../../src/domain/task/swarmState.ts';
import type { TaskState } from '../../src/domain/task/taskState.ts';
import { findCycles } from '../../src/domain/task/waitGraph.ts';
import { explain, whyTask } from '../../src/domain/task/why.ts';
import { Random } from '../support/random.ts';
import { liveAWhile, removeReason, settle } from './world/liveAWhile.ts';
import { changePlan, randomPlan } from './world/randomPlan.ts';

const states = 4_000;

function aState(seed: number): { readonly state: SwarmState; readonly random: Random } {
  const random = new Random(seed);
  const state = createSwarmState();
  const plan = randomPlan(random);
  const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
  for (const event of adoptPlan(state, plan, same)) applyEvent(state, event, 0, state.sequence + 1);
  settle(state);
  liveAWhile(state, random, random.below(40));
  if (random.chance(0.3)) {
    for (const event of adoptPlan(state, changePlan(random, plan), same))
      applyEvent(state, event, 0, state.sequence + 1);
    settle(state);
    liveAWhile(state, random, random.below(10));
  }
  return { state, random };
}

/** The refusals of everybody who may be asked; undefined when somebody would be granted it. */
function refusalsOf(state: SwarmState, task: TaskState): readonly Refusal[] | undefined {
  const refusals: Refusal[] = [];
  for (const session of state.sessions.values()) {
    const decision = decideClaim(state, session.spec.id, task.spec.id);
    if (decision.accepted) return undefined;
    refusals.push(decision.refusal);
  }
  return refusals;
}

test(`in ${states} random states each reason is the one of the refusal, and without it the outcome is another`, (t) => {
  const seen = new Map<string, number>();
  for (let seed = 1; seed <= states; seed += 1) {
    const { state } = aState(seed);
    for (const { spec } of state.tasks.values()) checkTask(seed, spec.id, seen);
  }
  t.diagnostic([...seen].map(([code, count]) => `${code} ${count}`).join(', '));
  const expected = [
    'ready',
    'done',
    'running',
    'taken',
    'finished',
    'blocked',
    'circle',
    'awaiting-approval',
    'phase-gate',
    'paused',
    'not-capable',
    'agent-ceiling',
    'no-budget',
    'breaker-open',
  ];
  for (const code of expected)
    assert.ok((seen.get(code) ?? 0) > 50, `${code} came up ${seen.get(code) ?? 0} times only`);
});

function checkTask(seed: number, id: TaskState['spec']['id'], seen: Map<string, number>): void {
  const { state, random } = aState(seed);
  const task = state.tasks.get(id);
  assert.ok(task);
  const why = whyTask(state, task);
  seen.set(why.code, (seen.get(why.code) ?? 0) + 1);
  if (why.reason.endsWith('a circle.')) seen.set('circle', (seen.get('circle') ?? 0) + 1);
  const kind = deriveStatus(state, task) === 'awaiting-approval' ? 'awaiting-approval' : why.code;
  seen.set(kind, (seen.get(kind) ?? 0) + 1);
  const place = `seed ${seed}, ${id}, ${JSON.stringify(why)}`;
  const refusals = refusalsOf(state, task);
  if (why.code === 'ready') {
    assert.equal(refusals, undefined, place);
    return;
  }
  if (why.code === 'unknown') return;
  assert.ok(refusals, `somebody could claim it: ${place}`);
  if (why.code === 'done') return;
  const given = refusals.find((refusal) => explain(state, refusal).reason === why.reason);
  assert.ok(given, `nobody is refused for that reason: ${place}`);
  if (!removeReason(state, given, random)) return;
  const after = whyTask(state, state.tasks.get(id) ?? task);
  assert.notEqual(after.reason, why.reason, `the reason is gone, and it is still given: ${place}`);
}

test(`in ${states} random states a circle is named once, and is gone without any one of its waits`, (t) => {
  let circles = 0;
  for (let seed = 1; seed <= states; seed += 1) {
    for (const { members, blockers } of findCycles(aState(seed).state)) {
      circles += 1;
      for (const id of blockers) {
        const { state } = aState(seed);
        const shown = blockersThatNeedYou(state, []).filter(({ reason }) =>
          members.every((member) => reason.includes(member.id)),
        );
        assert.ok(
          shown.some(({ subject }) => subject === blockers[0]),
          `seed ${seed}: ${JSON.stringify(shown)}`,
        );
        const event = { type: 'blocker.cleared', blocker: id, by: 'a person' } as const;
        applyEvent(state, event, 0, state.sequence + 1);
        const left = findCycles(state).some((other) => String(other.blockers) === String(blockers));
        assert.equal(left, false, `seed ${seed}: ${String(blockers)} is still a circle without ${id}`);
      }
    }
  }
  t.diagnostic(`${circles} circles`);
  assert.ok(circles > 50, `only ${circles} circles`);
});

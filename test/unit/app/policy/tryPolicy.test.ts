import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nodePrimitives } from '../../../../src/adapters/signing/nodePrimitives.ts';
import { promisesSettled } from '../../../../src/adapters/system/promisesSettled.ts';
import { readYaml } from '../../../../src/adapters/yaml/readYaml.ts';
import { tryPolicy, type PolicyTrial } from '../../../../src/app/policy/tryPolicy.ts';
import { formatPolicyTrial } from '../../../../src/app/report/formatPolicyTrial.ts';
import { usualKnobs } from '../../../../src/app/simulate/knobs.ts';
import { runSwarm } from '../../../../src/app/simulate/runSwarm.ts';
import { readPolicyDocument } from '../../../../src/domain/document/policyDocument.ts';
import { SourceText } from '../../../../src/domain/document/sourceText.ts';
import { fromDollars } from '../../../../src/domain/governor/money.ts';
import type { Policy } from '../../../../src/domain/task/plan.ts';
import type { Entry } from '../../../../src/domain/witness/entry.ts';

const tools = { primitives: nodePrimitives, settle: promisesSettled };

async function ledgerOf(
  seed: number,
  governed = true,
): Promise<{ readonly entries: readonly Entry[]; readonly policy: Policy }> {
  const knobs = { ...usualKnobs, sessions: 5, tasks: 20, blocked: 0.4, budget: 1 };
  const { entries } = await runSwarm({ knobs, seed, governed }, tools);
  for (const { event } of entries) if (event.type === 'swarm.opened') return { entries, policy: event.policy };
  return assert.fail('it was never opened');
}

function refusals({ differences }: PolicyTrial, type: string): number {
  return differences.filter((difference) => difference.type === type && difference.would === 'refused').length;
}

test('the policy that a ledger was made under changes none of its decisions', async () => {
  for (const seed of [1, 2, 3]) {
    for (const governed of [true, false]) {
      const { entries, policy } = await ledgerOf(seed, governed);
      assert.deepEqual(tryPolicy(entries, policy).differences, []);
    }
  }
});

test('another policy refuses and grants what it is made for, with the reason', async () => {
  const { entries, policy } = await ledgerOf(1);
  const stricter = tryPolicy(entries, { ...policy, caps: { ...policy.caps, swarm: fromDollars(1) } });
  assert.ok(refusals(stricter, 'reservation') > 0);
  assert.match(formatPolicyTrial(stricter), /refused: .*\$1\.00/);
  const lonely = tryPolicy(entries, { ...policy, maxRescuersPerBlocker: 0 });
  assert.equal(refusals(lonely, 'help'), lonely.looked.help);
  assert.ok(lonely.looked.help > 0);
  const generous = tryPolicy(entries, { ...policy, caps: { swarm: null, day: null, task: null } });
  assert.equal(generous.looked.halt, generous.differences.filter(({ type }) => type === 'halt').length);
  assert.ok(generous.looked.halt > 0);
});

test('a policy with matching shows what was claimed without it, and whom it would have asked to help', async () => {
  const { entries, policy } = await ledgerOf(2, false);
  const trial = tryPolicy(entries, { ...policy, minCapabilityMatch: 0.7, maxRescuersPerBlocker: 2 });
  assert.ok(refusals(trial, 'claim') > 10);
  assert.ok(trial.differences.some(({ type, would }) => type === 'help' && would === 'granted'));
});

test('a policy that wants approvals says which merges would have waited for a person', async () => {
  const { entries, policy } = await ledgerOf(1);
  const guard = { ...policy.guard, protectedBranches: ['s2/*'] };
  const trial = tryPolicy(entries, { ...policy, guard });
  assert.ok(trial.looked.merge > 0);
  assert.deepEqual([refusals(trial, 'merge'), refusals(trial, 'claim')], [trial.looked.merge, 0]);
  const [first] = trial.differences;
  assert.match(first?.reason ?? '', /waited for a person: it is to be merged into the protected branch s2\/simulated/);
});

const read = (text: string) => readPolicyDocument('p.yaml', readYaml(new SourceText(text)));

test('a policy is a part of swarm.yaml, or a whole one; what is wrong in it has its place', () => {
  assert.equal(read('resource_policy:\n  min_capability_match: 0.9\n').policy?.minCapabilityMatch, 0.9);
  const wrong = read('resource_policy:\n  min_capability_match: 9\n');
  assert.equal(wrong.policy, undefined);
  assert.equal(wrong.problems[0]?.range.start.line, 1);
  for (const hostile of ['', '[]', 'a: [', '__proto__: {}', 'resource_policy: 7', '- '.repeat(2_000)])
    assert.equal(read(hostile).policy, undefined, hostile.slice(0, 20));
});

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { createFacts, type Facts } from './facts.ts';
import { settleAccounts } from './accounts.ts';
import type { Driven } from './drive.ts';
import { checkCeilings, checkNames, checkWall } from './limits.ts';
import { startingFiles } from './plan.ts';
import { createLarder, findLost, pictureOfLarder } from './result.ts';
import type { ModelCall } from './traffic.ts';
import { noMoney, type MoneyView } from '../../../src/protocol/moneyView.ts';
import type { Entry } from '../../../src/domain/witness/entry.ts';
import { tempFolder } from '../../support/tempFolder.ts';
import { writeText } from '../../support/cli.ts';

// The judges of the long run see what they are there for: each is shown what is right, and then something that is wrong.

const usage = { input_tokens: 1_000, output_tokens: 101, cache_read_input_tokens: 10, cache_creation_input_tokens: 20 };
const call: ModelCall = {
  number: 1,
  at: 25,
  credential: 'team-a',
  task: 'S1.P1.T1',
  told: 'session-1',
  tier: 'haiku',
  answer: 'message',
  usage,
  closedAt: 29,
};
const claim = { task: 'S1.P1.T1', session: 'session-1', epoch: 1 };
const claimed = { type: 'task.claimed', ...claim, attempt: 1, agent: 'haiku-1' };
const reserved = { type: 'budget.reserved', ...claim, reservation: 'r1', model: 'haiku', amount: 9_000 };
// 1,000 × 0.10 + 10 × 0.01 + 20 × 0.125 + 101 × 0.50 = 153.1 micro-dollars, rounded up.
const booked = { input: 1_000, output: 101, cacheRead: 10, cacheWrite5m: 20, cacheWrite1h: 0 };
const settled = { type: 'budget.settled', ...claim, reservation: 'r1', usage: booked, cost: 154 };

/** Facts ten milliseconds apart. */
function factsOf(...events: readonly object[]): Facts {
  const entries = events.map((event, at) => ({
    sequence: at + 1,
    at: (at + 1) * 10,
    actor: { kind: 'session', id: 'session-1' },
    event,
  }));
  return createFacts(entries as unknown as readonly Entry[]);
}

function drivenBy(calls: readonly ModelCall[], wall?: { from: number; until: number }): Driven {
  const billed = calls.map((each) => ({ ...usage, ...each.usage, model: 'claude-haiku-5-5' }));
  return { server: { billed }, traffic: { calls, wall: () => wall } } as unknown as Driven;
}

function moneyOf(spent: number, reservedToo = 0): MoneyView {
  const cost = { spent: spent / 1e6, reserved: reservedToo / 1e6 };
  const line = { ...cost, id: 'x', budget: null, standing: 'within', estimate: null, model: 'x', day: 'x' } as const;
  const lines = { bySession: [line], byTask: [line], byModel: [line], byDay: [line] };
  return { ...noMoney, ...cost, ...lines, byPhase: [{ session: 'x', phase: 1, ...cost }] };
}

function checkAccounts(name: string, facts: Facts, money: MoneyView, problem?: RegExp): void {
  test(`accounts: ${name}`, () => {
    const { problems } = settleAccounts(facts, drivenBy([call]), money);
    if (problem === undefined) assert.deepEqual(problems, []);
    else assert.match(problems.join('\n'), problem);
  });
}

checkAccounts('what was billed is booked', factsOf(claimed, reserved, settled), moneyOf(154));
checkAccounts('a lost answer is still set aside', factsOf(claimed, reserved), moneyOf(0, 9_000));
checkAccounts(
  'a micro-dollar less',
  factsOf(claimed, reserved, { ...settled, cost: 153 }),
  moneyOf(153),
  /cost 154 and is booked at 153/,
);
checkAccounts('nothing is booked', factsOf(claimed), moneyOf(0), /was billed and nothing is booked/);
checkAccounts(
  'one way of telling differs',
  factsOf(claimed, reserved, settled),
  { ...moneyOf(154), byPhase: [] },
  /by phase 0 is spent/,
);
checkAccounts(
  'another task pays',
  factsOf(claimed, { ...reserved, task: 'S1.P1.T2' }, { ...settled, task: 'S1.P1.T2' }),
  moneyOf(154),
  /is booked for session-1 S1\.P1\.T2/,
);
checkAccounts(
  'what was cut off is booked below its worst case',
  factsOf(
    claimed,
    reserved,
    settled,
    { ...reserved, reservation: 'r2' },
    { ...settled, reservation: 'r2', usage: null, cost: 1 },
  ),
  moneyOf(155),
  /booked at 1 instead of its worst case 9000/,
);

test('ceilings: a third haiku at work is seen, in the ledger and at the provider', () => {
  const claims = ['T1', 'T2', 'T3'].map((id) => ({ ...claimed, task: `S1.P1.${id}` }));
  const { traffic } = drivenBy(
    [1, 2, 3].map((number) => ({ ...call, number, task: `S1.P1.T${number}`, at: 35, closedAt: 99 })),
  );
  assert.deepEqual(checkCeilings(factsOf(...claims.slice(1)), drivenBy([]).traffic).problems, []);
  assert.match(
    checkCeilings(factsOf(...claims), traffic).problems.join('\n'),
    /3 tasks were in work[^]*3 calls of session-1\/haiku/,
  );
});

test('names: another key and another session are seen', () => {
  const { traffic } = drivenBy([call, { ...call, credential: 'team-b', told: 'session-4' }]);
  assert.equal(checkNames(factsOf(claimed), traffic).length, 2);
});

test('quota: a call that is let through before its time is seen', () => {
  const own = { ...claim, task: 'S3.P1.T1', session: 'session-3' };
  const refused = { type: 'provider.refused', ...own, pool: 'team-b', kind: 'quota', until: 40 };
  const revived = { type: 'breaker.revived', breaker: { kind: 'pool', id: 'team-b' }, to: 'closed', by: 'time' };
  const early = { ...reserved, ...own };
  const { traffic } = drivenBy([], { from: 5, until: 15 });
  assert.deepEqual(checkWall(factsOf(early, refused, revived), traffic).problems, []);
  assert.match(checkWall(factsOf(refused, early, revived), traffic).problems.join('\n'), /1 calls were let through/);
  const { traffic: later } = drivenBy([], { from: 5, until: 99 });
  assert.match(checkWall(factsOf(refused, revived), later).problems.join('\n'), /before its time/);
});

test('files: what no ref leads to is lost, and a touched checkout is another', () => {
  const folder = join(tempFolder(), 'larder');
  const files = startingFiles(['agent']);
  createLarder(folder, files);
  const own = { task: 'S1.P1.T1', leg: 0, path: 'README.md' };
  assert.deepEqual(findLost(folder, [{ ...own, text: files['README.md'] ?? '' }]), []);
  assert.equal(findLost(folder, [{ ...own, text: 'never committed' }]).length, 1);
  const before = pictureOfLarder(folder);
  assert.deepEqual(pictureOfLarder(folder), before);
  writeText(folder, 'notes.txt', 'Changed.\n');
  assert.notDeepEqual(pictureOfLarder(folder), before);
});

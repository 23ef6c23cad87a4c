import assert from 'node:assert/strict';
import { test } from 'node:test';
import { usualCapabilities } from '../../../../src/domain/governor/capabilityRegistry.ts';
import { coversCapability, domainOf } from '../../../../src/domain/governor/match.ts';
import { describeMatch, reportMatch, type Ranked } from '../../../../src/domain/governor/rank.ts';
import { earnedLevel } from '../../../../src/domain/governor/autonomy.ts';
import {
  afterOutcome,
  blankRecord,
  talentIn,
  usualReputationRule,
  type Outcome,
  type TrackRecord,
} from '../../../../src/domain/governor/trackRecord.ts';

const needs = ['integration:sip', 'telephony:protocols'];
const verified: Outcome = { kind: 'verified', needs, workedMs: 60_000, inTime: true, efficiency: 1 };
const failed: Outcome = { kind: 'failed', needs, workedMs: 60_000 };
const missed: Outcome = { kind: 'missed', workedMs: 60_000 };

function after(...outcomes: readonly Outcome[]): TrackRecord {
  return outcomes.reduce((record, outcome) => afterOutcome(record, outcome), blankRecord);
}

function session(over: Partial<Ranked> = {}): Ranked {
  const capabilities = over.capabilities ?? needs;
  return { capabilities, domains: new Set(capabilities.map(domainOf)), record: blankRecord, costPerHour: 0, ...over };
}

const rank = (ranked: Ranked): number => reportMatch(ranked, needs).rank;

test('the registry has 40-odd capabilities, each once, each a domain and a skill', () => {
  assert.equal(new Set(usualCapabilities).size, usualCapabilities.length);
  assert.ok(usualCapabilities.length >= 40 && usualCapabilities.length < 60);
  for (const capability of usualCapabilities) assert.match(capability, /^[a-z0-9-]+:[a-z0-9-]+$/);
});

test('a match is explained by what is there and what is not', () => {
  const check = (capabilities: readonly string[], need: readonly string[], expected: string): void =>
    assert.equal(describeMatch(reportMatch(session({ capabilities }), need)), expected);
  check(['integration:sip'], needs, '0.50: has integration:sip, lacks telephony:protocols');
  check(['integration:*', 'telephony:*'], needs, '1.00: has integration:sip, telephony:protocols');
  check(['docs:writing'], needs, '0.00: lacks integration:sip, telephony:protocols');
  check([], [], '1.00: nothing in particular is needed');
});

test('a wildcard covers its own domain only', () => {
  assert.ok(coversCapability('integration:*', 'integration:sip'));
  assert.ok(!coversCapability('integration:*', 'integrations:sip'));
  assert.ok(!coversCapability('integration:sip', 'integration:*'));
});

test('the better is ranked higher: by what it has shown, by what it has, by what it costs', () => {
  const pairs: readonly [string, Ranked, Ranked][] = [
    ['more skills', session(), session({ capabilities: ['integration:sip'] })],
    ['verified work', session({ record: after(verified, verified) }), session()],
    ['recent failures', session({ record: after(verified) }), session({ record: after(verified, failed, failed) })],
    ['cheaper', session({ costPerHour: 4 }), session({ costPerHour: 8 })],
    ['misses', session(), session({ record: after(missed) })],
  ];
  for (const [why, better, worse] of pairs) assert.ok(rank(better) > rank(worse), why);
});

test('what is free is not infinitely better than what costs little', () => {
  assert.equal(rank(session({ costPerHour: 0 })), rank(session({ costPerHour: 1 })));
});

test('expertise weighs domain 0.5, skills 0.3 and recent success 0.2', () => {
  const { expertise } = reportMatch(session({ capabilities: ['integration:sip'] }), needs);
  // Of two needs it has one: half its domains at the weight of probation, half the skills, nothing known of success.
  assert.ok(Math.abs(expertise - (0.5 * (0.5 / 2) + 0.3 * 0.5 + 0.2 * 0.5)) < 1e-12);
});

test('declared capabilities begin at half their weight and are earned by three verified tasks', () => {
  const weights = [0, 1, 2, 3, 4].map((count) =>
    talentIn(after(...Array.from({ length: count }, () => verified)), 'integration'),
  );
  assert.deepEqual(
    weights.map((weight) => Math.round(weight * 1000)),
    [500, 667, 833, 1000, 1000],
  );
  assert.equal(talentIn(after(verified, verified, verified), 'docs'), 0.5);
});

test('reputation is half success, three tenths compliance, two tenths efficiency, within 0 and 1', () => {
  const check = (record: TrackRecord, expected: number): void =>
    assert.ok(Math.abs(record.reputation - expected) < 1e-9, `${record.reputation}, not ${expected}`);
  check(blankRecord, 0.5);
  check(after(verified), 2 / 3);
  check(after(failed), 0.5 * (1 / 3) + 0.25);
  check(after(missed), 0.25 + 0.3 * (1 / 3) + 0.1 - usualReputationRule.missPenalty);
  check(after(...Array.from({ length: 200 }, () => missed)), 0);
  assert.ok(after(...Array.from({ length: 500 }, () => verified)).reputation <= 1);
});

test('misses are made up for by successes, and never more than that', () => {
  assert.equal(after(missed, verified, verified).adjustment, -0.03);
  assert.equal(after(verified, verified).adjustment, 0);
  assert.equal(afterOutcome(blankRecord, missed, { missPenalty: 0.2, recovery: 0 }).adjustment, -0.2);
});

test('what is long past counts little', () => {
  const late = after(...Array.from({ length: 30 }, () => failed), ...Array.from({ length: 30 }, () => verified));
  const clean = after(...Array.from({ length: 30 }, () => verified));
  assert.ok(clean.reputation - late.reputation < 0.03);
});

test('a level is lost by failures and misses, and earned by verified work', () => {
  assert.equal(earnedLevel('full', after(failed, failed)), 'full');
  const bad = after(failed, failed, failed);
  assert.equal(earnedLevel('full', bad), 'limited');
  assert.equal(earnedLevel('full', after(missed, missed, missed, missed, failed)), 'limited');
  assert.equal(earnedLevel('limited', blankRecord), 'limited');
  assert.equal(earnedLevel('limited', after(verified, verified)), 'limited');
  assert.equal(earnedLevel('limited', after(verified, verified, verified)), 'full');
  const back = [verified, verified, verified].reduce((record, outcome) => afterOutcome(record, outcome), bad);
  assert.equal(earnedLevel('limited', back), back.reputation >= 0.5 ? 'full' : 'limited');
});

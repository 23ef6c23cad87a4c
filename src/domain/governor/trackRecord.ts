import { domainOf } from './match.ts';

/** A share that is measured outcome by outcome; both sums fade, so that what is long past counts little. */
export interface FadingShare {
  /** Sum of the weights of all outcomes. */
  readonly weight: number;
  /** Sum of the weights times how good each was (0 to 1). */
  readonly good: number;
}

/** How a session has worked so far, by the ledger alone: nothing in it is what the session says of itself. */
export interface TrackRecord {
  readonly verified: number;
  readonly failed: number;
  /** Claims that ran out because nothing was heard, and help that was not begun. */
  readonly missed: number;
  readonly success: FadingShare;
  readonly compliance: FadingShare;
  readonly efficiency: FadingShare;
  /** What misses have taken off and successes given back: never above zero. */
  readonly adjustment: number;
  readonly domains: Readonly<Record<string, DomainRecord>>;
  /** How long it has held claims, ms. */
  readonly workedMs: number;
  /** Derived from the rest, 0 to 1, see `reputationOf`. */
  readonly reputation: number;
}

/** What a session has shown in one domain of capabilities. */
export interface DomainRecord {
  readonly verified: number;
  readonly success: FadingShare;
}

/** What an ended claim, or help that was not begun, says about a session. */
export type Outcome =
  | {
      readonly kind: 'verified';
      readonly needs: readonly string[];
      readonly workedMs: number;
      /** Whether it kept to its estimated hours; a task without an estimate has none to miss. */
      readonly inTime: boolean;
      /** Estimated ÷ actual cost or hours, at most 1; undefined when nothing was estimated. */
      readonly efficiency: number | undefined;
    }
  | { readonly kind: 'failed'; readonly needs: readonly string[]; readonly workedMs: number }
  | { readonly kind: 'missed'; readonly workedMs: number };

/** How hard misses count: points of reputation per missed obligation, and what a success gives back. */
export interface ReputationRule {
  readonly missPenalty: number;
  readonly recovery: number;
}

export const usualReputationRule: ReputationRule = { missPenalty: 0.05, recovery: 0.01 };

/** An outcome counts this much less with each one after it: half after seven. */
const fading = 0.9;
/** What is not known yet counts as so many outcomes of one half. */
const priorWeight = 2;
/** Share of its weight that a declared capability has before anything was verified, and after how many tasks it has all. */
const probation = 0.5;
const earnedAfter = 3;

const unseen: FadingShare = { weight: 0, good: 0 };

export const blankRecord: TrackRecord = withReputation({
  verified: 0,
  failed: 0,
  missed: 0,
  success: unseen,
  compliance: unseen,
  efficiency: unseen,
  adjustment: 0,
  domains: {},
  workedMs: 0,
});

/** The record after one more outcome. */
export function afterOutcome(
  record: TrackRecord,
  outcome: Outcome,
  rule: ReputationRule = usualReputationRule,
): TrackRecord {
  const workedMs = record.workedMs + outcome.workedMs;
  switch (outcome.kind) {
    case 'verified':
      return withReputation({
        ...record,
        verified: record.verified + 1,
        success: observe(record.success, 1),
        compliance: observe(record.compliance, outcome.inTime ? 1 : 0),
        efficiency:
          outcome.efficiency === undefined ? record.efficiency : observe(record.efficiency, outcome.efficiency),
        adjustment: Math.min(0, record.adjustment + rule.recovery),
        domains: observeDomains(record.domains, outcome.needs, true),
        workedMs,
      });
    case 'failed':
      return withReputation({
        ...record,
        failed: record.failed + 1,
        success: observe(record.success, 0),
        domains: observeDomains(record.domains, outcome.needs, false),
        workedMs,
      });
    case 'missed':
      return withReputation({
        ...record,
        missed: record.missed + 1,
        compliance: observe(record.compliance, 0),
        adjustment: Math.max(-1, record.adjustment - rule.missPenalty),
        workedMs,
      });
  }
}

/** The share as it is believed: what is not known counts as one half. */
export function believed({ weight, good }: FadingShare): number {
  return (good + priorWeight / 2) / (weight + priorWeight);
}

/** How far a session has earned what it declares in a domain, from the weight of probation to 1. */
export function talentIn(record: TrackRecord, domain: string): number {
  return Math.min(1, probation + ((1 - probation) * (record.domains[domain]?.verified ?? 0)) / earnedAfter);
}

/** 0.5 · success + 0.3 · compliance + 0.2 · efficiency, less what misses took off and successes did not give back yet (SPEC §12). */
function reputationOf({ success, compliance, efficiency, adjustment }: Omit<TrackRecord, 'reputation'>): number {
  const earned = 0.5 * believed(success) + 0.3 * believed(compliance) + 0.2 * believed(efficiency);
  return Math.min(1, Math.max(0, earned + adjustment));
}

function withReputation(record: Omit<TrackRecord, 'reputation'>): TrackRecord {
  return { ...record, reputation: reputationOf(record) };
}

function observe({ weight, good }: FadingShare, value: number): FadingShare {
  return { weight: weight * fading + 1, good: good * fading + value };
}

function observeDomains(
  domains: TrackRecord['domains'],
  needs: readonly string[],
  verified: boolean,
): TrackRecord['domains'] {
  const touched = [...new Set(needs.map(domainOf))].map((domain) => {
    const known = domains[domain] ?? { verified: 0, success: unseen };
    const after = { verified: known.verified + Number(verified), success: observe(known.success, Number(verified)) };
    return [domain, after] as const;
  });
  return touched.length === 0 ? domains : { ...domains, ...Object.fromEntries(touched) };
}

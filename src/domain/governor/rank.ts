import { coversCapability, domainOf, matchCapabilities, missingCapabilities } from './match.ts';
import { believed, talentIn, type TrackRecord } from './trackRecord.ts';

/** What the parts of expertise weigh (SPEC §8): the domain as far as it is earned, the single skills, recent success. */
const weights = { domain: 0.5, skills: 0.3, recent: 0.2 };

/** An hour of anybody costs at least this, US dollars: what is free would otherwise be best whatever it is worth. */
const leastCostPerHour = 1;

/** Who is ranked for some work: what it declares, what it has shown, and what an hour of it has cost (US dollars; 0 when nothing is known). */
export interface Ranked {
  readonly capabilities: readonly string[];
  /** The domains of these capabilities. */
  readonly domains: ReadonlySet<string>;
  readonly record: TrackRecord;
  readonly costPerHour: number;
}

/** How well a session suits some work and why, as data. */
export interface MatchReport {
  /** |have ∩ need| ÷ |need|: what admission asks for. */
  readonly match: number;
  readonly has: readonly string[];
  readonly lacks: readonly string[];
  /** 0.5 · domain + 0.3 · skills + 0.2 · recent success, 0 to 1. */
  readonly expertise: number;
  readonly reputation: number;
  readonly costPerHour: number;
  /** expertise × reputation ÷ cost per hour: the higher, the sooner it is chosen. */
  readonly rank: number;
}

/** How well the session knows such work: declared domains count as far as they are earned, success as far as it is recent; `match` are the skills. */
function expertiseOf({ domains, record }: Ranked, need: Needed, match: number): number {
  const count = need.domains.length;
  if (count === 0) return weights.domain + weights.skills + weights.recent * believed(record.success);
  let domain = 0;
  let recent = 0;
  for (const name of need.domains) {
    if (domains.has(name)) domain += talentIn(record, name);
    const shown = record.domains[name];
    recent += shown ? believed(shown.success) : 0.5;
  }
  return (weights.domain * domain + weights.recent * recent) / count + weights.skills * match;
}

/** What some work needs, with the domain of each: made once for all who are ranked for it. */
export interface Needed {
  readonly capabilities: readonly string[];
  readonly domains: readonly string[];
}

export function neededFor(capabilities: readonly string[]): Needed {
  return { capabilities, domains: capabilities.map(domainOf) };
}

/** The order of choice among those who are admitted: expertise × reputation ÷ cost per hour. `match` is the session's share of what is needed. */
export function rankOf(ranked: Ranked, need: Needed, match: number): number {
  const cost = Math.max(leastCostPerHour, ranked.costPerHour);
  return (expertiseOf(ranked, need, match) * ranked.record.reputation) / cost;
}

/** Everything that ranks a session for some work. */
export function reportMatch(ranked: Ranked, need: readonly string[]): MatchReport {
  const { capabilities, record, costPerHour } = ranked;
  const needed = neededFor(need);
  const match = matchCapabilities(capabilities, need);
  return {
    match,
    has: need.filter((wanted) => capabilities.some((held) => coversCapability(held, wanted))),
    lacks: missingCapabilities(capabilities, need),
    expertise: expertiseOf(ranked, needed, match),
    reputation: record.reputation,
    costPerHour,
    rank: rankOf(ranked, needed, match),
  };
}

/** A match as half a sentence: "0.50: has integration:sip, lacks telephony:protocols". */
export function describeMatch({ match, has, lacks }: Pick<MatchReport, 'match' | 'has' | 'lacks'>): string {
  const parts = [
    ...(has.length > 0 ? [`has ${has.join(', ')}`] : []),
    ...(lacks.length > 0 ? [`lacks ${lacks.join(', ')}`] : []),
  ];
  return `${match.toFixed(2)}: ${parts.length > 0 ? parts.join(', ') : 'nothing in particular is needed'}`;
}

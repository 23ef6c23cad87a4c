import { domainOf } from './match.ts';
import type { Price } from './price.ts';
import { priceList } from './priceList.ts';
import { believed, type TrackRecord } from './trackRecord.ts';

/** Which model tier works on a task, why, and why none of the others does. */
export interface Route {
  readonly model: string;
  readonly reason: string;
  readonly alternatives: readonly { readonly model: string; readonly reason: string }[];
}

/** What a tier is chosen by. */
export interface RouteQuestion {
  /** The tier that the document states. */
  readonly stated: string | undefined;
  /** Capabilities that the task needs: they make its class. */
  readonly needs: readonly string[];
  /** How often the task has failed, or was handed over, since it was planned. */
  readonly failures: number;
  readonly record: TrackRecord;
  /** The session's ceiling of agents by tier; empty when its plan names none. */
  readonly agents: Readonly<Record<string, number>>;
  readonly prices: Readonly<Record<string, Price>>;
  /** Whether a model on trial has as many tasks as may ride on it, and which are proven; absent: none is on trial. */
  readonly trial?: { readonly isFull: (model: string) => boolean; readonly isProven: (model: string) => boolean };
}

/** Work of these domains is begun by the cheapest tier; that of all others, and work without a class, by the middle one. */
const simpleDomains: ReadonlySet<string> = new Set(['docs', 'testing', 'cli']);
const middleTier = 'sonnet';
/** From this weight of outcomes in a domain (two, of which the older fades), a share of successes below this asks for a better tier. */
const enough = 1.8;
const weakBelow = 0.45;

/** The cheapest tier that fits; undefined when there is no tier with a price. A tier that the document states for a session without tiers of its own is taken as it is. */
export function chooseTier(asked: RouteQuestion): Route | undefined {
  const tiers = tiersOf(asked);
  const base = baseOf(asked, tiers);
  if (!base) return undefined;
  const weak = asked.needs.map(domainOf).find((domain) => isWeak(asked.record, domain));
  const steps = asked.failures + (weak === undefined ? 0 : 1);
  const wanted = Math.min(base.at + steps, tiers.length - 1);
  const at = passTrial(tiers, wanted, asked.trial);
  const model = tiers[at];
  if (model === undefined) return undefined;
  const causes = [
    base.reason,
    ...(asked.failures > 0 ? [`it came to nothing ${asked.failures} time(s)`] : []),
    ...(weak === undefined ? [] : [`the session has little success with ${weak}`]),
    ...(at === wanted ? [] : [`${tiers[wanted] ?? ''} is on trial with as many tasks as may ride on it`]),
  ];
  const alternatives = tiers
    .filter((tier) => tier !== model)
    .map((tier) => ({ model: tier, reason: tiers.indexOf(tier) < at ? 'too weak' : 'costs more than is needed' }));
  return { model, reason: causes.join('; '), alternatives };
}

/** From a model that is on trial and full to the next dearer one that is proven; where there is none, work goes on all the same. */
function passTrial(tiers: readonly string[], wanted: number, trial: RouteQuestion['trial']): number {
  if (!trial?.isFull(tiers[wanted] ?? '')) return wanted;
  const proven = tiers.findIndex((tier, at) => at > wanted && trial.isProven(tier));
  return proven < 0 ? wanted : proven;
}

function tiersOf({ agents, prices, stated }: RouteQuestion): readonly string[] {
  const own = Object.keys(agents).filter((tier) => (agents[tier] ?? 0) > 0);
  const usual = stated === undefined ? priceList.models.map(({ tier }) => tier) : [stated];
  const named = Object.keys(agents).length > 0 ? own : usual;
  return named
    .filter((tier) => Object.hasOwn(prices, tier))
    .sort((a, b) => dearness(prices[a]) - dearness(prices[b]) || (a < b ? -1 : 1));
}

function baseOf(
  { stated, needs, prices }: RouteQuestion,
  tiers: readonly string[],
): { readonly at: number; readonly reason: string } | undefined {
  if (tiers.length === 0) return undefined;
  if (stated !== undefined) {
    const least = Object.hasOwn(prices, stated) ? dearness(prices[stated]) : Number.POSITIVE_INFINITY;
    const at = tiers.includes(stated)
      ? tiers.indexOf(stated)
      : tiers.findIndex((tier) => dearness(prices[tier]) >= least);
    return { at: at < 0 ? tiers.length - 1 : at, reason: `the document states ${stated}` };
  }
  const domains = [...new Set(needs.map(domainOf))];
  if (domains.length > 0 && domains.every((domain) => simpleDomains.has(domain)))
    return { at: 0, reason: `${domains.join(', ')} is begun by the cheapest` };
  const middle = tiers.includes(middleTier) ? tiers.indexOf(middleTier) : Math.min(1, tiers.length - 1);
  return {
    at: middle,
    reason: domains.length > 0 ? `${domains.join(', ')} asks for more than the cheapest` : 'its class is not known',
  };
}

function isWeak(record: TrackRecord, domain: string): boolean {
  const shown = record.domains[domain];
  return shown !== undefined && shown.success.weight >= enough && believed(shown.success) < weakBelow;
}

function dearness(price: Price | undefined): number {
  return price ? price.input + price.output : Number.POSITIVE_INFINITY;
}

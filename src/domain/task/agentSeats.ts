import { isCrowded } from '../governor/modelTrial.ts';
import { chooseTier, type Route } from '../governor/routing.ts';
import { costsNothing } from './affordability.ts';
import type { SessionState, SwarmState } from './swarmState.ts';

/** What decides which model a piece of work is given to. */
export interface Routed {
  /** The tier that its document states. */
  readonly stated: string | undefined;
  readonly needs: readonly string[];
  readonly failures: number;
}

/** The model that the session would give the work to; undefined where none is paid for, or none has a price. */
export function routeOf(
  { policy, models }: SwarmState,
  { spec, record }: SessionState,
  work: Routed,
): Route | undefined {
  if (costsNothing(spec)) return undefined;
  const { stated, needs, failures } = work;
  const asked = { stated, needs, failures, record, agents: spec.agents, prices: policy.prices };
  if (!policy.probation) return chooseTier(asked);
  const trial = {
    isFull: (model: string) => isCrowded(models, model),
    isProven: (model: string) => models.proven.has(model),
  };
  return chooseTier({ ...asked, trial });
}

/**
 * The tier whose agents the work would need when all of them are at work; undefined when one is free. Nobody else takes their place: a dearer model is not paid for
 * because a cheaper one is busy.
 */
export function busyTier(
  state: SwarmState,
  session: SessionState,
  work: Routed,
): { readonly tier: string; readonly ceiling: number } | undefined {
  const { agents } = session.spec;
  // Of agents that are all free, each tier has one: nothing is routed to a tier without any.
  if (session.claims.size === 0) return undefined;
  const tier = routeOf(state, session, work)?.model;
  const ceiling = tier !== undefined && Object.hasOwn(agents, tier) ? agents[tier] : undefined;
  if (tier === undefined || ceiling === undefined) return undefined;
  return freeAgent(state, session, tier) === undefined ? { tier, ceiling } : undefined;
}

/** The agent of a tier that has nothing to do: `haiku-1` is the first of its tier. Undefined when none is free. */
function freeAgent(state: SwarmState, session: SessionState, tier: string): string | undefined {
  const count = session.spec.agents[tier] ?? 0;
  const busy = agentsAtWork(state, session);
  for (let at = 1; at <= count; at += 1) if (!busy.has(`${tier}-${at}`)) return `${tier}-${at}`;
  return undefined;
}

/**
 * The agent that takes a task: of the tier that its model is of. Where no model is paid for, agents of any tier do the same, and one of the tier that the document states is
 * preferred. Undefined in a session whose plan names no agents.
 */
export function agentFor(
  state: SwarmState,
  session: SessionState,
  { model, stated }: { readonly model: string | undefined; readonly stated: string | undefined },
): string | undefined {
  const { agents } = session.spec;
  if (model !== undefined && Object.hasOwn(agents, model)) return freeAgent(state, session, model);
  const tiers = Object.keys(agents).sort();
  const first = stated !== undefined && Object.hasOwn(agents, stated) ? [stated] : [];
  for (const tier of [...first, ...tiers]) {
    const agent = freeAgent(state, session, tier);
    if (agent !== undefined) return agent;
  }
  return undefined;
}

/** The names of the session's agents that hold a task now. */
function agentsAtWork(state: SwarmState, session: SessionState): ReadonlySet<string> {
  const busy = new Set<string>();
  for (const id of session.claims) {
    const progress = state.tasks.get(id)?.progress;
    if (progress?.stage === 'claimed' && progress.agent !== undefined) busy.add(progress.agent);
  }
  return busy;
}

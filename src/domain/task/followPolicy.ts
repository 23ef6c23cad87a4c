import { namedChanges, policyChanges, policyInForce } from '../governor/policyChange.ts';
import type { SwarmEvent } from './event.ts';
import type { Policy, SessionSpec, SwarmPlan } from './plan.ts';
import type { SwarmState } from './swarmState.ts';

type Same = (a: unknown, b: unknown) => boolean;

/** What of a session may change while its agents work: the coordinator alone reads it. */
const live = ['role', 'budget', 'capabilities', 'relation', 'reputation'] as const;

/** Decides whether the limits of a running swarm change, and how. `hashOf` is the SHA-256 of the canonical JSON of a policy, hex. */
export function followPolicy(
  state: SwarmState,
  wanted: Policy,
  { same, hashOf }: { readonly same: Same; readonly hashOf: (policy: Policy) => string },
): readonly SwarmEvent[] {
  const policy = policyInForce(state.policy, wanted);
  if (same(state.policy, policy)) return [];
  const changed = policyChanges(state.policy, policy).slice(0, namedChanges);
  return [{ type: 'policy.changed', policy, hash: hashOf(policy), changed }];
}

/** The session as it goes on: with what may change at once from the plan, and everything that its agents were started with as it was. */
export function changeLive(known: SessionSpec, planned: SessionSpec | undefined): SessionSpec {
  if (!planned) return known;
  const changed: Record<string, unknown> = { ...known };
  for (const key of live) {
    if (planned[key] === undefined) delete changed[key];
    else changed[key] = planned[key];
  }
  return changed as unknown as SessionSpec;
}

/** What of the plan's sessions, names and models takes effect at the next launch only, in words. `launched` are the models that the agents were started with. */
export function relaunchChanges(
  state: SwarmState,
  plan: SwarmPlan,
  { same, launched }: { readonly same: Same; readonly launched: SwarmPlan['models'] },
): readonly string[] {
  const planned = new Set(plan.sessions.map(({ id }) => id));
  const left = [...state.sessions.values()].filter(({ withdrawn, spec }) => !withdrawn && !planned.has(spec.id));
  const models = launched ? Object.keys({ ...launched, ...plan.models }) : [];
  return [
    ...plan.sessions.flatMap((session) => {
      const known = state.sessions.get(session.id);
      if (!known || known.withdrawn) return [`${session.id} is new`];
      const keys = otherKeys(changeLive(known.spec, session), session, same);
      return keys.length > 0 ? [`${keys.join(' and ')} of ${session.id}`] : [];
    }),
    ...left.map(({ spec }) => `${spec.id} is gone`),
    ...(state.name === plan.name ? [] : ['the name']),
    ...(state.integrationBranch === plan.integrationBranch ? [] : ['the integration branch']),
    ...models.filter((tier) => launched?.[tier] !== plan.models?.[tier]).map((tier) => `the model behind ${tier}`),
  ];
}

function otherKeys(known: SessionSpec, planned: SessionSpec, same: Same): readonly string[] {
  const [before, after] = [known, planned].map((spec) => new Map<string, unknown>(Object.entries(spec)));
  const keys = new Set([...(before?.keys() ?? []), ...(after?.keys() ?? [])]);
  return [...keys].filter((key) => !same(before?.get(key) ?? null, after?.get(key) ?? null)).sort();
}

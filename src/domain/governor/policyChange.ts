import type { Policy } from '../task/plan.ts';
import { formatMoney } from './money.ts';

/** One figure of a policy that has changed: by its key in swarm.yaml, with what it was and is; null where there is none. */
export interface PolicyChange {
  readonly key: string;
  readonly from: string | null;
  readonly to: string | null;
}

/** So many changes are named one by one; a price list has hundreds of figures. */
export const namedChanges = 40;
const longest = 120;

/** Where swarm.yaml states what a policy calls otherwise; anything else goes by its own name. */
const names: readonly (readonly [path: RegExp, key: string])[] = [
  [/^minCapabilityMatch$/, 'resource_policy.min_capability_match'],
  [/^(?:maxAttempts|breakerThreshold)$/, 'resource_policy.circuit_breaker_failure_threshold'],
  [/^caps\.swarm$/, 'resource_policy.max_cost'],
  [/^caps\.day$/, 'resource_policy.max_cost_per_day'],
  [/^caps\.task$/, 'resource_policy.max_cost_per_task'],
  [/^changeLimits\.files$/, 'resource_policy.max_commit_files'],
  [/^changeLimits\.fileBytes$/, 'resource_policy.max_file_mb'],
  [/^guard\.approvalRequiredAbove$/, 'resource_policy.approval_required_above'],
  [/^maxRescuersPerBlocker$/, 'rescue_policy.max_rescuers_per_blocker'],
  [/^rescueMinMatch$/, 'rescue_policy.min_capability_match'],
  [/^preemption\.ageMinutes$/, 'rescue_policy.preemption_conditions.age_minutes'],
  [/^preemption\.idleFleetPercent$/, 'rescue_policy.preemption_conditions.idle_fleet_percent'],
  [/^probation$/, 'autonomy.probation'],
  [/^guard\.humanApprovalPhases$/, 'autonomy.human_approval_phases'],
  [/^guard\.protectedBranches$/, 'autonomy.protected_branches'],
  [/^guard\.decisions\.contradictionSeverity$/, 'decisions.contradiction_severity'],
  [/^guard\.(?=decisions\.)/, ''],
  [/^guard\./, 'autonomy.'],
  [/^watchdog\.stallMinutes$/, 'watchdog.stall_minutes'],
  [/^watchdog\.timeoutHours$/, 'watchdog.timeout_hours'],
  [/^recovery\.personAfterMinutes$/, 'error_recovery.person_after_minutes'],
  [/^recovery\./, 'error_recovery.'],
  [/^prices\./, 'models.'],
];

/** What changes from one policy to another, by the keys of swarm.yaml, in their order. */
export function policyChanges(before: Policy, after: Policy): readonly PolicyChange[] {
  const [from, to] = [figuresOf(before), figuresOf(after)];
  return [...new Set([...from.keys(), ...to.keys()])]
    .filter((key) => from.get(key) !== to.get(key))
    .sort()
    .map((key) => ({ key, from: from.get(key) ?? null, to: to.get(key) ?? null }));
}

/** Changes as half a sentence. */
export function describeChanges(changes: readonly PolicyChange[]): string {
  const told = changes.slice(0, 5).map(({ key, from, to }) => `${key} from ${from ?? 'none'} to ${to ?? 'none'}`);
  const more = changes.length - told.length;
  return told.join(', ') + (more > 0 ? ` and ${more} more` : '');
}

/** The policy that is in force while agents work: a model that they were started with keeps its price until the next launch. */
export function policyInForce(before: Policy, wanted: Policy): Policy {
  return { ...wanted, prices: { ...before.prices, ...wanted.prices } };
}

function figuresOf(policy: Policy): ReadonlyMap<string, string> {
  return new Map(leaves(policy, '').map(([path, text]) => [nameOf(path), text.slice(0, longest)]));
}

function leaves(value: unknown, path: string): readonly (readonly [path: string, text: string])[] {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return Object.entries(value).flatMap(([key, part]) => leaves(part, path === '' ? key : `${path}.${key}`));
  if (value === null || value === undefined) return [];
  if (path.startsWith('caps.')) return [[path, formatMoney(Number(value))]];
  return [[path, JSON.stringify(value)]];
}

function nameOf(path: string): string {
  const found = names.find(([pattern]) => pattern.test(path));
  return found ? path.replace(...found) : path;
}

import { usualCallLimits } from '../governor/bulkhead.ts';
import { fromDollars, type Money } from '../governor/money.ts';
import { resolvePrices, type PriceOverride } from '../governor/priceList.ts';
import type { GuardPolicy } from '../guard/guardPolicy.ts';
import {
  defaultPolicy,
  defaultPreemption,
  type Policy,
  type PreemptionPolicy,
  type RecoveryPolicy,
  type WatchdogPolicy,
} from '../task/plan.ts';
import { readMoney } from './estimate.ts';
import type { YamlNode } from './parsers.ts';
import { entriesAt, numberAt, textAt, toText, valueAt } from './yamlLookup.ts';

/** Picks the limits out of a swarm.yaml; what is missing or wrong gets its default. */
export function readPolicy(root: YamlNode): Policy {
  const resources = valueAt(root, 'resource_policy');
  const rescue = valueAt(root, 'rescue_policy');
  const preemption = readPreemption(rescue);
  return {
    minCapabilityMatch: numberAt(resources, 'min_capability_match') ?? defaultPolicy.minCapabilityMatch,
    maxAttempts: numberAt(resources, 'circuit_breaker_failure_threshold') ?? defaultPolicy.maxAttempts,
    maxRescuersPerBlocker: numberAt(rescue, 'max_rescuers_per_blocker') ?? defaultPolicy.maxRescuersPerBlocker,
    rescueMinMatch: numberAt(rescue, 'min_capability_match') ?? defaultPolicy.rescueMinMatch,
    breakerThreshold: numberAt(resources, 'circuit_breaker_failure_threshold') ?? defaultPolicy.breakerThreshold,
    caps: {
      swarm: moneyAt(resources, 'max_cost'),
      day: moneyAt(resources, 'max_cost_per_day'),
      task: moneyAt(resources, 'max_cost_per_task'),
    },
    prices: resolvePrices(
      new Map(entriesAt(valueAt(root, 'models')).map(({ key, value }) => [key.value, readPrice(value)])),
    ),
    changeLimits: readChangeLimits(resources),
    integrationBatch: numberAt(valueAt(root, 'integration'), 'batch') ?? defaultPolicy.integrationBatch,
    ...figure('maxWaitingForReview', numberAt(resources, 'max_waiting_for_review')),
    ...readCallLimits(resources),
    ...(preemption ? { preemption } : {}),
    ...(isTrueAt(valueAt(root, 'autonomy'), 'probation') ? { probation: true } : {}),
    guard: readGuardPolicy(root),
    watchdog: readWatchdog(valueAt(root, 'watchdog')),
    recovery: readRecovery(valueAt(root, 'error_recovery')),
  };
}

function isTrueAt(node: YamlNode | undefined, key: string): boolean {
  const value = valueAt(node, key);
  return value?.kind === 'scalar' && value.value === true;
}

function readChangeLimits(resources: YamlNode | undefined): Policy['changeLimits'] {
  const { files, fileBytes } = defaultPolicy.changeLimits;
  const megabytes = numberAt(resources, 'max_file_mb');
  return {
    files: numberAt(resources, 'max_commit_files') ?? files,
    fileBytes: megabytes === undefined ? fileBytes : megabytes * 1_000_000,
  };
}

/** Calls with one credential, by its name: what is not stated is as usual. */
function readCallLimits(resources: YamlNode | undefined): Pick<Policy, 'callLimits'> {
  const stated = entriesAt(valueAt(resources, 'call_limits'));
  if (stated.length === 0) return {};
  const limits = stated.map(({ key, value }) => [
    key.value,
    {
      concurrent: limitAt(value, 'concurrent') ?? usualCallLimits.concurrent,
      requestsPerMinute: limitAt(value, 'requests_per_minute') ?? usualCallLimits.requestsPerMinute,
      tokensPerMinute: limitAt(value, 'tokens_per_minute') ?? usualCallLimits.tokensPerMinute,
    },
  ]);
  return { callLimits: Object.fromEntries(limits) };
}

/** A limit of none would stop everything for good: it is a finding, and counts as not stated. */
function limitAt(node: YamlNode, key: string): number | undefined {
  const value = numberAt(node, key);
  return value !== undefined && Number.isInteger(value) && value >= 1 ? value : undefined;
}

/** Conditions without a word on whether preemption is allowed allow it. */
function readPreemption(rescue: YamlNode | undefined): PreemptionPolicy | undefined {
  const allowed = valueAt(rescue, 'preemption_allowed');
  const conditions = valueAt(rescue, 'preemption_conditions');
  const isAllowed = allowed?.kind === 'scalar' ? allowed.value === true : conditions !== undefined;
  if (!isAllowed) return undefined;
  return {
    ageMinutes: numberAt(conditions, 'age_minutes') ?? defaultPreemption.ageMinutes,
    idleFleetPercent: numberAt(conditions, 'idle_fleet_percent') ?? defaultPreemption.idleFleetPercent,
  };
}

function readWatchdog(node: YamlNode | undefined): WatchdogPolicy {
  const { stallMinutes, timeoutHours } = defaultPolicy.watchdog;
  return {
    stallMinutes: aboveZero(numberAt(node, 'stall_minutes')) ?? stallMinutes,
    timeoutHours: aboveZero(numberAt(node, 'timeout_hours')) ?? timeoutHours,
  };
}

function readRecovery(node: YamlNode | undefined): RecoveryPolicy {
  const debug = valueAt(node, 'debug');
  const { recovery } = defaultPolicy;
  return {
    debug: debug?.kind === 'scalar' && typeof debug.value === 'boolean' ? debug.value : recovery.debug,
    personAfterMinutes: numberAt(node, 'person_after_minutes') ?? recovery.personAfterMinutes,
  };
}

/** No time at all would make everybody late. */
function aboveZero(value: number | undefined): number | undefined {
  return value !== undefined && value > 0 ? value : undefined;
}

function readGuardPolicy(root: YamlNode): GuardPolicy {
  const { humanApprovalPhases, protectedBranches, approvalRequiredAbove, decisions: usual } = defaultPolicy.guard;
  const autonomy = valueAt(root, 'autonomy');
  const decisions = valueAt(root, 'decisions');
  const phases = autonomy && valueAt(autonomy, 'human_approval_phases');
  const commands = autonomy && valueAt(autonomy, 'commands');
  const hosts = autonomy && valueAt(autonomy, 'hosts');
  const branches = autonomy && valueAt(autonomy, 'protected_branches');
  const hazards = decisions && valueAt(decisions, 'hazards');
  const severity = numberAt(decisions, 'contradiction_severity');
  const money = valueAt(valueAt(root, 'resource_policy'), 'approval_required_above');
  const textsOf = (node: YamlNode): readonly string[] =>
    node.kind === 'list' ? node.items.flatMap(toText).map(({ value }) => value) : [];
  return {
    approvalRequiredAbove: (money?.kind === 'scalar' ? readMoney(money.text) : undefined) ?? approvalRequiredAbove,
    humanApprovalPhases: phases ? textsOf(phases).map(Number).filter(Number.isInteger) : humanApprovalPhases,
    protectedBranches: branches ? textsOf(branches) : protectedBranches,
    ...(commands ? { commands: textsOf(commands) } : {}),
    ...(hosts ? { hosts: textsOf(hosts) } : {}),
    decisions: {
      quorum: numberAt(decisions, 'quorum') ?? usual.quorum,
      majority: numberAt(decisions, 'majority') ?? usual.majority,
      supermajority: numberAt(decisions, 'supermajority') ?? usual.supermajority,
      hazards: hazards ? textsOf(hazards) : usual.hazards,
      ...(severity === undefined ? {} : { contradictionSeverity: severity }),
    },
  };
}

function readPrice(node: YamlNode): PriceOverride {
  const long = valueAt(node, 'long_prompt');
  const model = textAt(node, 'model')?.value;
  return {
    ...(model === undefined ? {} : { model }),
    ...figure('input', amountAt(node, 'input')),
    ...figure('output', amountAt(node, 'output')),
    ...figure('cacheRead', amountAt(node, 'cache_read')),
    ...figure('cacheWrite5m', amountAt(node, 'cache_write_5m')),
    ...figure('cacheWrite1h', amountAt(node, 'cache_write_1h')),
    step: {
      ...figure('above', amountAt(long, 'above')),
      ...figure('input', amountAt(long, 'input')),
      ...figure('output', amountAt(long, 'output')),
    },
  };
}

function figure<Name extends string>(name: Name, value: number | undefined): { readonly [Key in Name]?: number } {
  return value === undefined ? {} : ({ [name]: value } as { readonly [Key in Name]: number });
}

/** A number that a price may have; anything else is a finding of its own, and counts as not stated. */
function amountAt(node: YamlNode | undefined, key: string): number | undefined {
  const value = numberAt(node, key);
  return value !== undefined && value >= 0 && value <= 1_000_000 ? value : undefined;
}

function moneyAt(node: YamlNode | undefined, key: string): Money | null {
  const dollars = node && readMoney(textAt(node, key)?.value ?? '');
  return dollars === undefined ? null : fromDollars(dollars);
}

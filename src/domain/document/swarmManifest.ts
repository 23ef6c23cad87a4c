import { fromDollars, type Money } from '../governor/money.ts';
import { resolvePrices, type PriceOverride } from '../governor/priceList.ts';
import {
  defaultPolicy,
  defaultPreemption,
  providerNames,
  relations,
  type Policy,
  type PreemptionPolicy,
  type ProviderName,
  type Relation,
} from '../task/plan.ts';
import type { GuardPolicy } from '../guard/guardPolicy.ts';
import { readMoney } from './estimate.ts';
import type { YamlNode } from './parsers.ts';
import type { Located } from './range.ts';

/** A session as swarm.yaml states it, with its defaults filled in. */
export interface ManifestSession {
  readonly id: string;
  readonly idAt: Located<string>;
  readonly role: string;
  readonly branch: Located<string>;
  readonly budget?: number;
  readonly capabilities: readonly string[];
  readonly agents: Readonly<Record<string, number>>;
  readonly provider: ProviderName;
  readonly relation?: Relation;
  readonly credential?: string;
}

/** What swarm.yaml says, as far as it could be read. Everything wrong in it is a finding of its own. */
export interface SwarmManifest {
  readonly name: string;
  readonly documents: readonly Located<string>[];
  readonly integrationBranch: Located<string>;
  /** Names of the model tiers; empty when the file states none. */
  readonly models: readonly string[];
  readonly sessions: readonly ManifestSession[];
  readonly policy: Policy;
  /** Severity by rule as configured: `off`, `info`, `warning`, `error`. */
  readonly ruleLevels: ReadonlyMap<string, string>;
}

/** Picks the manifest out of a YAML value; what is missing or wrong gets its default. */
export function readManifest(root: YamlNode): SwarmManifest {
  const name = textAt(root, 'name')?.value ?? 'swarm';
  const sessions = itemsAt(root, 'sessions').flatMap(readSession);
  const levels = entriesAt(valueAt(valueAt(root, 'lint'), 'rules')).flatMap(({ key, value }) =>
    value.kind === 'scalar' ? [[key.value, value.text] as const] : [],
  );
  return {
    name,
    documents: textsAt(root, 'documents'),
    integrationBranch: textAt(root, 'integration_branch') ?? { value: `s2/${name}`, range: root.range },
    models: entriesAt(valueAt(root, 'models')).map((entry) => entry.key.value),
    sessions,
    policy: readPolicy(root),
    ruleLevels: new Map(levels),
  };
}

function readSession(node: YamlNode): readonly ManifestSession[] {
  const idAt = textAt(node, 'id');
  if (!idAt) return [];
  const id = idAt.value;
  const budget = readMoney(textAt(node, 'budget')?.value ?? '');
  const provider = textAt(node, 'provider')?.value;
  const stated = textAt(node, 'relation')?.value;
  const relation = relations.find((candidate) => candidate === stated);
  const credential = textAt(node, 'credential')?.value;
  const agents = entriesAt(valueAt(node, 'agents')).flatMap(({ key, value }) =>
    value.kind === 'scalar' && typeof value.value === 'number' ? [[key.value, value.value] as const] : [],
  );
  return [
    {
      id,
      idAt,
      role: textAt(node, 'role')?.value ?? '',
      branch: textAt(node, 'branch') ?? { value: `s2/${id}`, range: idAt.range },
      ...(budget === undefined ? {} : { budget }),
      capabilities: textsAt(node, 'capabilities').map((capability) => capability.value),
      agents: Object.fromEntries(agents),
      provider: providerNames.find((candidate) => candidate === provider) ?? 'command',
      ...(relation === undefined ? {} : { relation }),
      ...(credential === undefined ? {} : { credential }),
    },
  ];
}

function readPolicy(root: YamlNode): Policy {
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
    ...(preemption ? { preemption } : {}),
    guard: readGuardPolicy(root),
  };
}

function readChangeLimits(resources: YamlNode | undefined): Policy['changeLimits'] {
  const { files, fileBytes } = defaultPolicy.changeLimits;
  const megabytes = numberAt(resources, 'max_file_mb');
  return {
    files: numberAt(resources, 'max_commit_files') ?? files,
    fileBytes: megabytes === undefined ? fileBytes : megabytes * 1_000_000,
  };
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

function readGuardPolicy(root: YamlNode): GuardPolicy {
  const { humanApprovalPhases, protectedBranches, approvalRequiredAbove, decisions: usual } = defaultPolicy.guard;
  const autonomy = valueAt(root, 'autonomy');
  const decisions = valueAt(root, 'decisions');
  const phases = autonomy && valueAt(autonomy, 'human_approval_phases');
  const branches = autonomy && valueAt(autonomy, 'protected_branches');
  const hazards = decisions && valueAt(decisions, 'hazards');
  const money = valueAt(valueAt(root, 'resource_policy'), 'approval_required_above');
  const textsOf = (node: YamlNode): readonly string[] =>
    node.kind === 'list' ? node.items.flatMap(toText).map(({ value }) => value) : [];
  return {
    approvalRequiredAbove: (money?.kind === 'scalar' ? readMoney(money.text) : undefined) ?? approvalRequiredAbove,
    humanApprovalPhases: phases ? textsOf(phases).map(Number).filter(Number.isInteger) : humanApprovalPhases,
    protectedBranches: branches ? textsOf(branches) : protectedBranches,
    decisions: {
      quorum: numberAt(decisions, 'quorum') ?? usual.quorum,
      majority: numberAt(decisions, 'majority') ?? usual.majority,
      supermajority: numberAt(decisions, 'supermajority') ?? usual.supermajority,
      hazards: hazards ? textsOf(hazards) : usual.hazards,
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

function entriesAt(node: YamlNode | undefined) {
  return node?.kind === 'map' ? node.entries : [];
}

function valueAt(node: YamlNode | undefined, key: string): YamlNode | undefined {
  return entriesAt(node).find((entry) => entry.key.value === key)?.value;
}

function itemsAt(node: YamlNode, key: string): readonly YamlNode[] {
  const value = valueAt(node, key);
  return value?.kind === 'list' ? value.items : [];
}

function textAt(node: YamlNode, key: string): Located<string> | undefined {
  const value = valueAt(node, key);
  return value && toText(value)[0];
}

function textsAt(node: YamlNode, key: string): readonly Located<string>[] {
  return itemsAt(node, key).flatMap(toText);
}

function toText(node: YamlNode): readonly Located<string>[] {
  if (node.kind !== 'scalar' || node.value === null || node.text.trim() === '') return [];
  return [{ value: node.text, range: node.range }];
}

function numberAt(node: YamlNode | undefined, key: string): number | undefined {
  const value = valueAt(node, key);
  return value?.kind === 'scalar' && typeof value.value === 'number' ? value.value : undefined;
}

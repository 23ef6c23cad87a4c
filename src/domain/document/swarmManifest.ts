import { resolveModels } from '../governor/priceList.ts';
import { usualReputationRule, type ReputationRule } from '../governor/trackRecord.ts';
import {
  providerNames,
  relations,
  type Policy,
  type AgentProgram,
  type ProviderName,
  type Relation,
} from '../task/plan.ts';
import type { WorktreeSpec } from '../task/worktreeSpec.ts';
import { readMoney } from './estimate.ts';
import { readWorktree } from './manifestWorktree.ts';
import type { YamlNode } from './parsers.ts';
import type { Located } from './range.ts';
import { readPolicy } from './swarmPolicy.ts';
import { entriesAt, itemsAt, numberAt, textAt, textsAt, valueAt } from './yamlLookup.ts';

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
  readonly agent?: AgentProgram;
  readonly reputation?: ReputationRule;
  /** Hosts that its service contract allows. */
  readonly hosts: readonly string[];
  readonly worktree?: WorktreeSpec;
}

/** What swarm.yaml says, as far as it could be read. Everything wrong in it is a finding of its own. */
export interface SwarmManifest {
  readonly name: string;
  readonly documents: readonly Located<string>[];
  readonly integrationBranch: Located<string>;
  /** Capabilities besides the built-in ones and those that sessions have. */
  readonly capabilities: readonly string[];
  /** Names of the model tiers; empty when the file states none. */
  readonly models: readonly string[];
  /** What a provider calls the model of each tier. */
  readonly modelNames: Readonly<Record<string, string>>;
  readonly sessions: readonly ManifestSession[];
  readonly policy: Policy;
  /** Severity by rule as configured: `off`, `info`, `warning`, `error`. */
  readonly ruleLevels: ReadonlyMap<string, string>;
}

/** Picks the manifest out of a YAML value; what is missing or wrong gets its default. */
export function readManifest(root: YamlNode): SwarmManifest {
  const name = textAt(root, 'name')?.value ?? 'swarm';
  const contracts = new Map(
    entriesAt(valueAt(root, 'service_contracts')).map(({ key, value }) => [key.value, value] as const),
  );
  const sessions = itemsAt(root, 'sessions')
    .flatMap((node) => readSession(node, root))
    .map((session) => withContract(session, contracts.get(session.id)));
  const levels = entriesAt(valueAt(valueAt(root, 'lint'), 'rules')).flatMap(({ key, value }) =>
    value.kind === 'scalar' ? [[key.value, value.text] as const] : [],
  );
  return {
    name,
    documents: textsAt(root, 'documents'),
    integrationBranch: textAt(root, 'integration_branch') ?? { value: `s2/${name}`, range: root.range },
    capabilities: textsAt(root, 'capabilities').map(({ value }) => value),
    models: entriesAt(valueAt(root, 'models')).map((entry) => entry.key.value),
    modelNames: resolveModels(
      new Map(entriesAt(valueAt(root, 'models')).map(({ key, value }) => [key.value, textAt(value, 'model')?.value])),
    ),
    sessions,
    policy: readPolicy(root),
    ruleLevels: new Map(levels),
  };
}

function withContract(session: ManifestSession, contract: YamlNode | undefined): ManifestSession {
  const hosts = textsAt(valueAt(contract, 'scoped_credentials'), 'allowed_hosts').map(({ value }) => value);
  const decay = valueAt(contract, 'reputation_decay');
  if (!decay) return { ...session, hosts };
  const reputation = {
    missPenalty: shareAt(decay, 'slo_miss_penalty') ?? usualReputationRule.missPenalty,
    recovery: shareAt(decay, 'recovery_rate') ?? usualReputationRule.recovery,
  };
  return { ...session, hosts, reputation };
}

/** What is no share is a finding of its own, and counts as not stated. */
function shareAt(node: YamlNode, key: string): number | undefined {
  const value = numberAt(node, key);
  return value !== undefined && value >= 0 && value <= 1 ? value : undefined;
}

function readSession(node: YamlNode, root: YamlNode): readonly ManifestSession[] {
  const idAt = textAt(node, 'id');
  if (!idAt) return [];
  const id = idAt.value;
  const budget = readMoney(textAt(node, 'budget')?.value ?? '');
  const provider = textAt(node, 'provider')?.value;
  const stated = textAt(node, 'relation')?.value;
  const relation = relations.find((candidate) => candidate === stated);
  const credential = textAt(node, 'credential')?.value;
  const agent = readAgent(valueAt(node, 'agent'));
  const worktree = readWorktree(root, node);
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
      ...(agent === undefined ? {} : { agent }),
      hosts: [],
      ...(worktree === undefined ? {} : { worktree }),
    },
  ];
}

function readAgent(node: YamlNode | undefined): AgentProgram | undefined {
  if (!node) return undefined;
  const words = (key: string): readonly string[] => textsAt(node, key).map(({ value }) => value);
  const command = words('command');
  return command.length === 0 ? undefined : { command, env: words('env') };
}

import { providerNames, relations } from '../task/plan.ts';
import { mostPorts, mostSetupMinutes } from './manifestWorktree.ts';
import { autonomy, decisions, rescuePolicy, resourcePolicy } from './policyShapes.ts';
import { amount, count, factor, money, price, share, text, texts, type Shape } from './shape.ts';
import { watchKeys } from './watchKeys.ts';

const model: Shape = {
  type: 'map',
  keys: {
    provider: { shape: { type: 'text', oneOf: providerNames } },
    model: { shape: text },
    input: { shape: { ...price, about: 'US dollars per million input tokens.' } },
    output: { shape: { ...price, about: 'US dollars per million output tokens.' } },
    cache_read: { shape: { ...factor, about: 'What a token read from the cache costs, as a multiple of `input`.' } },
    cache_write_5m: { shape: { ...factor, about: 'What a token kept for 5 minutes costs, as a multiple of `input`.' } },
    cache_write_1h: { shape: { ...factor, about: 'What a token kept for 1 hour costs, as a multiple of `input`.' } },
    long_prompt: {
      shape: {
        type: 'map',
        about: 'What every token of a call costs whose prompt has more than `above` tokens.',
        keys: { above: { shape: count }, input: { shape: price }, output: { shape: price } },
      },
    },
  },
};

const worktree: Shape = {
  type: 'map',
  about: 'What worktrees get besides the files of their commit; a session states its own key by key.',
  keys: {
    setup: { shape: { type: 'text', about: 'Command that makes a fresh worktree ready, before its first task.' } },
    setup_timeout_minutes: {
      shape: { type: 'number', min: 1, max: mostSetupMinutes, whole: true, about: 'How long it may take; default 10.' },
    },
    copy: {
      shape: {
        type: 'list',
        of: text,
        about: 'Globs of files of your checkout that no commit has; agents can read what is copied.',
      },
    },
    ports: {
      shape: { type: 'number', min: 0, max: mostPorts, whole: true, about: 'TCP ports kept for each; default 10.' },
    },
  },
};

const session: Shape = {
  type: 'map',
  keys: {
    id: { shape: { type: 'text', about: 'Names the session; task ids and phase files refer to it.' }, required: true },
    role: { shape: text },
    branch: { shape: { type: 'text', about: 'Branch of its worktree; default s2/<id>.' } },
    budget: { shape: { type: 'money', about: 'US dollars that its model calls may cost.' } },
    capabilities: { shape: texts },
    agents: { shape: { type: 'record', of: count, about: 'Ceiling of agents by model tier.' } },
    relation: { shape: { type: 'text', oneOf: relations, about: 'How it stands to the others; orders who helps.' } },
    provider: { shape: { type: 'text', oneOf: providerNames } },
    credential: {
      shape: { type: 'text', about: 'Names the credential it uses; without, all sessions of a provider share one.' },
    },
    agent: {
      shape: {
        type: 'map',
        about: 'What the provider `acp` starts: a program that speaks the Agent Client Protocol.',
        keys: {
          command: {
            shape: { type: 'list', of: text, about: 'The program and its arguments; no shell reads them.' },
            required: true,
          },
          env: {
            shape: {
              type: 'list',
              of: text,
              about: 'Names of environment variables that it gets from where the swarm is launched; never values.',
            },
          },
        },
      },
    },
    worktree: { shape: worktree },
    cost_per_hour: { shape: money, legacy: 'state prices per model in `models`' },
    model: { shape: text, legacy: 'state the number of agents per model in `agents`' },
    current_budget_remaining: { shape: money, legacy: 'write `budget`; what is left is computed' },
    reputation_score: { shape: share, legacy: 'remove it; reputation is measured' },
  },
};

const contract: Shape = {
  type: 'map',
  keys: {
    guarantees: {
      shape: {
        type: 'map',
        keys: { latency_p95_ms: { shape: amount }, success_rate: { shape: share }, availability: { shape: share } },
      },
      idle: true,
    },
    resource_limits: {
      shape: {
        type: 'map',
        keys: { max_cpu_ms: { shape: count }, max_memory_mb: { shape: count }, max_network_calls: { shape: count } },
      },
      idle: true,
    },
    scoped_credentials: {
      shape: { type: 'map', keys: { allowed_secrets: { shape: texts, idle: true }, allowed_hosts: { shape: texts } } },
    },
    reputation_decay: {
      shape: { type: 'map', keys: { slo_miss_penalty: { shape: share }, recovery_rate: { shape: share } } },
    },
  },
};

/** The whole of swarm.yaml: checking, the manifest and the JSON schema follow from this one table. */
export const swarmShape: Extract<Shape, { type: 'map' }> = {
  type: 'map',
  keys: {
    version: { shape: { type: 'number', min: 1, max: 1, whole: true }, required: true },
    name: { shape: { type: 'text', about: 'Names the swarm and its default integration branch.' }, required: true },
    documents: {
      shape: { type: 'list', of: text, about: 'Globs of the plan documents, relative to this file.' },
      required: true,
    },
    integration_branch: { shape: { type: 'text', about: 'Default s2/<name>.' } },
    models: { shape: { type: 'record', of: model, about: 'Model tiers that tasks may name.' } },
    sessions: { shape: { type: 'list', of: session }, required: true },
    worktree: { shape: worktree },
    integration: {
      shape: {
        type: 'map',
        keys: { batch: { shape: { type: 'number', min: 1, max: 64, whole: true } } },
      },
    },
    resource_policy: { shape: resourcePolicy },
    rescue_policy: { shape: rescuePolicy },
    ...watchKeys,
    service_contracts: { shape: { type: 'record', of: contract } },
    capabilities: {
      shape: { type: 'list', of: text, about: 'Capabilities that plans may name besides the built-in ones.' },
    },
    decisions: { shape: decisions },
    autonomy: { shape: autonomy },
    lint: {
      shape: {
        type: 'map',
        keys: {
          rules: {
            shape: {
              type: 'record',
              of: { type: 'text', oneOf: ['off', 'info', 'warning', 'error'] },
              about: 'Severity by rule.',
            },
          },
        },
      },
    },
    swarm_profiles: { shape: { type: 'anything' }, legacy: 'describe the sessions in `sessions`' },
    capability_registry: {
      shape: { type: 'anything' },
      legacy: 'state the capabilities of each session in `sessions`',
    },
  },
};

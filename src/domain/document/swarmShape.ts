import { providerNames, relations } from '../task/plan.ts';
import { mostPorts, mostSetupMinutes } from './manifestWorktree.ts';
import type { Shape } from './shape.ts';
import { watchKeys } from './watchKeys.ts';

export type { Key, Shape } from './shape.ts';

const share: Shape = { type: 'number', min: 0, max: 1 };
const count: Shape = { type: 'number', min: 0, whole: true };
const positive: Shape = { type: 'number', min: 1, whole: true };
const amount: Shape = { type: 'number', min: 0 };
/** Bounded, so that no sum of micro-dollars goes beyond what a number holds exactly. */
const price = { type: 'number', min: 0, max: 10_000 } as const satisfies Shape;
const factor = { type: 'number', min: 0, max: 100 } as const satisfies Shape;
const text: Shape = { type: 'text' };
const texts: Shape = { type: 'list', of: text };
const money: Shape = { type: 'money' };

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
      shape: { type: 'map', keys: { allowed_secrets: { shape: texts }, allowed_hosts: { shape: texts } } },
      idle: true,
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
    resource_policy: {
      shape: {
        type: 'map',
        keys: {
          max_swarms_per_task: { shape: positive, idle: true },
          max_cost_per_task: { shape: { type: 'money', about: 'US dollars that one task may cost.' } },
          max_cost: { shape: { type: 'money', about: 'US dollars that the whole swarm may cost.' } },
          max_cost_per_day: { shape: { type: 'money', about: 'US dollars that the swarm may cost in a day (UTC).' } },
          min_capability_match: { shape: share },
          circuit_breaker_failure_threshold: { shape: positive },
          max_waiting_for_review: { shape: positive },
          max_commit_files: { shape: positive },
          max_file_mb: { shape: positive },
          approval_required_above: {
            shape: { type: 'money', about: "US dollars; a task whose estimate is above needs a person's approval." },
          },
        },
      },
    },
    rescue_policy: {
      shape: {
        type: 'map',
        keys: {
          max_rescuers_per_blocker: { shape: count },
          min_capability_match: { shape: share },
          preemption_allowed: { shape: { type: 'boolean' } },
          preemption_conditions: {
            shape: {
              type: 'map',
              keys: {
                age_minutes: { shape: amount },
                idle_fleet_percent: { shape: { type: 'number', min: 0, max: 100 } },
              },
            },
          },
        },
      },
    },
    ...watchKeys,
    service_contracts: { shape: { type: 'record', of: contract } },
    capabilities: {
      shape: { type: 'list', of: text, about: 'Capabilities that plans may name besides the built-in ones.' },
    },
    decisions: {
      shape: {
        type: 'map',
        keys: {
          quorum: { shape: positive },
          majority: { shape: share },
          supermajority: { shape: share },
          hazards: { shape: texts },
          contradiction_severity: { shape: share },
        },
      },
    },
    autonomy: {
      shape: {
        type: 'map',
        keys: {
          human_approval_phases: {
            shape: {
              type: 'list',
              of: count,
              about: "Phases whose tasks each need a person's approval; default [10].",
            },
          },
          probation: {
            shape: {
              type: 'boolean',
              about: 'New sessions begin with one agent and earn the others by verified tasks.',
            },
          },
          commands: {
            shape: {
              type: 'list',
              of: text,
              about:
                "Programs that run without a person's approval, * for anything; with a space, whole commands. Any other is asked for once. Without this key none is.",
            },
          },
          hosts: {
            shape: {
              type: 'list',
              of: text,
              about:
                "Hosts that are reached without a person's approval, * for anything. Any other is asked for once. Without this key none is.",
            },
          },
          protected_branches: {
            shape: {
              type: 'list',
              of: text,
              about: 'Integration branches into which no task goes without an approval.',
            },
          },
        },
      },
    },
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

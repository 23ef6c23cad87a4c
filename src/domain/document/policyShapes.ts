import { amount, count, positive, share, text, texts, type Shape } from './shape.ts';

const callLimits: Shape = {
  type: 'map',
  keys: {
    concurrent: { shape: { ...positive, about: 'Model calls under way at the same time; default 10.' } },
    requests_per_minute: { shape: { ...positive, about: 'Model calls that begin in a minute; default: any number.' } },
    tokens_per_minute: {
      shape: { ...positive, about: 'Tokens of prompts and answers in a minute; default: any number.' },
    },
  },
};

/** What the swarm may use, and what it does at its limits. */
export const resourcePolicy: Shape = {
  type: 'map',
  keys: {
    max_swarms_per_task: { shape: positive, idle: true },
    max_cost_per_task: { shape: { type: 'money', about: 'US dollars that one task may cost.' } },
    max_cost: { shape: { type: 'money', about: 'US dollars that the whole swarm may cost.' } },
    max_cost_per_day: { shape: { type: 'money', about: 'US dollars that the swarm may cost in a day (UTC).' } },
    min_capability_match: { shape: share },
    circuit_breaker_failure_threshold: { shape: positive },
    max_waiting_for_review: { shape: positive },
    call_limits: {
      shape: {
        type: 'record',
        of: callLimits,
        about: 'What may be asked with a credential, by its name or that of its provider.',
      },
    },
    max_commit_files: { shape: positive },
    max_file_mb: { shape: positive },
    approval_required_above: {
      shape: { type: 'money', about: "US dollars; a task whose estimate is above needs a person's approval." },
    },
  },
};

/** How blocked sessions are helped. */
export const rescuePolicy: Shape = {
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
};

/** How sessions decide together. */
export const decisions: Shape = {
  type: 'map',
  keys: {
    quorum: { shape: positive },
    majority: { shape: share },
    supermajority: { shape: share },
    hazards: { shape: texts },
    contradiction_severity: { shape: share },
  },
};

/** What a person is asked for. */
export const autonomy: Shape = {
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
        about: 'Integration branches into which no commit is merged without an approval, * for anything.',
      },
    },
  },
};

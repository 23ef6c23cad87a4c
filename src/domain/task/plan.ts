import type { ChangeLimits } from '../agent/judgeChange.ts';
import { defaultGuardPolicy, type GuardPolicy } from '../guard/guardPolicy.ts';
import type { CallLimits } from '../governor/bulkhead.ts';
import type { Money } from '../governor/money.ts';
import type { ReputationRule } from '../governor/trackRecord.ts';
import type { Price } from '../governor/price.ts';
import { resolvePrices } from '../governor/priceList.ts';
import type { BlockerId, SessionId, TaskId } from './ids.ts';
import type { WorktreeSpec } from './worktreeSpec.ts';

/** Urgency as written in a plan: P0 is claimed first. */
export type Priority = 'P0' | 'P1' | 'P2' | 'P3';
export const priorities: readonly Priority[] = ['P0', 'P1', 'P2', 'P3'];

/** What drives the agents of a session. */
export type ProviderName = 'command' | 'anthropic' | 'acp' | 'mcp' | 'vscode-lm';
export const providerNames: readonly ProviderName[] = ['command', 'anthropic', 'acp', 'mcp', 'vscode-lm'];

/** How a session stands to the others; it orders help. Unstated: a friend among friends. */
export type Relation = 'friend' | 'ruler' | 'minister' | 'elder' | 'younger' | 'parent' | 'child' | 'complement';
export const relations: readonly Relation[] = [
  'friend',
  'ruler',
  'minister',
  'elder',
  'younger',
  'parent',
  'child',
  'complement',
];

/** Expected effort of a task: working hours and US dollars, each only when the plan states it. */
export interface Estimate {
  readonly hours?: number;
  readonly cost?: number;
}

/** How a capable session may help when the task reports a blocker: needed capabilities and the command it runs. */
export interface UnblockRecipe {
  readonly capabilities: readonly string[];
  readonly run: string;
}

/** Where in the plan documents something was stated; `line` is 0-based. */
export interface PlanSource {
  readonly file: string;
  readonly line: number;
}

/** One task as planned. It never changes while somebody holds a claim on it. */
export interface TaskSpec {
  readonly id: TaskId;
  readonly title: string;
  /** The session whose plan it is; absent when any capable session may take it (a board row without owner). */
  readonly session?: SessionId;
  /** The stage of the session's plan; phase N+1 starts after phase N is validated. Absent: outside the phases. */
  readonly phase?: number;
  readonly model?: string;
  /** What to do, as written for the agent. */
  readonly brief: string;
  /** Deliverables: paths or globs relative to the repository root. */
  readonly files: readonly string[];
  readonly dependsOn: readonly TaskId[];
  readonly capabilities: readonly string[];
  readonly priority: Priority;
  readonly estimate: Estimate;
  /** What the `command` provider runs. */
  readonly run?: string;
  /** Commands that must exit 0 before the task counts as done. */
  readonly verify: readonly string[];
  readonly unblock?: UnblockRecipe;
  readonly source: PlanSource;
  /** Set on a help task: the blocker that its completion clears. */
  readonly helps?: BlockerId;
  /** Set on a search for the cause of an error: the task that has failed. */
  readonly debugs?: TaskId;
  /** Set on work for spare time, which holds up no phase, no other task and not the end of the swarm. */
  readonly idle?: IdleWork;
}

/** What spare-time work is: a session's own, its help for another session, or filler for whoever is capable. */
export type IdleWork =
  | { readonly kind: 'own' }
  | { readonly kind: 'help'; readonly session: SessionId }
  | { readonly kind: 'filler' };

/** A program that speaks the Agent Client Protocol, started without a shell. */
export interface AgentProgram {
  /** The program and its arguments. */
  readonly command: readonly string[];
  /** Names of variables of the launcher's environment that it gets; their values are nowhere on record. */
  readonly env: readonly string[];
}

/** One session as planned. */
export interface SessionSpec {
  readonly id: SessionId;
  readonly role: string;
  readonly branch: string;
  /** US dollars; absent when unlimited. */
  readonly budget?: number;
  readonly capabilities: readonly string[];
  /** Ceiling of agents by model tier. */
  readonly agents: Readonly<Record<string, number>>;
  readonly provider: ProviderName;
  readonly relation?: Relation;
  /** What the provider `acp` starts; absent for the others. */
  readonly agent?: AgentProgram;
  /** Hosts that its commands may reach when they are confined, as `host`, `*.host` or `host:port`; absent: none. */
  readonly hosts?: readonly string[];
  /** How hard missed obligations count; absent: as usual. */
  readonly reputation?: ReputationRule;
  /** Sessions with the same name here use the same credential; absent: all of a provider do. */
  readonly credential?: string;
  /** Absent: as usual. */
  readonly worktree?: WorktreeSpec;
}

/** Caps on what a swarm may spend; null where there is none. */
export interface Caps {
  readonly swarm: Money | null;
  /** For each day in UTC. */
  readonly day: Money | null;
  /** For each task. */
  readonly task: Money | null;
}

/** When waiting is ended by force; see docs/decisions/0007-preemption.md. */
export interface PreemptionPolicy {
  readonly ageMinutes: number;
  /** Share of the sessions that have nothing to do, 0 to 100, from which a busy one is taken off its work to help. */
  readonly idleFleetPercent: number;
}

export const defaultPreemption: PreemptionPolicy = { ageMinutes: 30, idleFleetPercent: 50 };

/** When an agent counts as getting nowhere. */
export interface WatchdogPolicy {
  /** Without anything that comes of its work. */
  readonly stallMinutes: number;
  /** On one claim. */
  readonly timeoutHours: number;
}

export const defaultWatchdog: WatchdogPolicy = { stallMinutes: 10, timeoutHours: 6 };

/** What is done about a task whose attempts have all failed. */
export interface RecoveryPolicy {
  /** Whether an agent is set to look for the cause. */
  readonly debug: boolean;
  /** For how long, before a person is asked. */
  readonly personAfterMinutes: number;
}

export const defaultRecovery: RecoveryPolicy = { debug: true, personAfterMinutes: 30 };

/** Limits that the coordinator's decisions apply. */
export interface Policy {
  /** Share of a task's capabilities that a session must have, 0 to 1. */
  readonly minCapabilityMatch: number;
  /** Failed attempts after which a task stays failed until a person reopens it. */
  readonly maxAttempts: number;
  readonly maxRescuersPerBlocker: number;
  readonly rescueMinMatch: number;
  /** How much the work on one task may change. */
  readonly changeLimits: ChangeLimits;
  /** Absent: nobody is preempted. */
  readonly preemption?: PreemptionPolicy;
  readonly guard: GuardPolicy;
  readonly watchdog: WatchdogPolicy;
  readonly recovery: RecoveryPolicy;
  /** Whether a new session begins with one agent and earns the others; absent: it begins with all. */
  readonly probation?: boolean;
  /** From so many open requests for approval on, nothing new begins; absent: whatever waits. */
  readonly maxWaitingForReview?: number;
  /** So many submitted tasks are merged and verified at once, from 1 to `maxBatch`. */
  readonly integrationBatch: number;
  /** Failures in a row after which a session's breaker opens. */
  readonly breakerThreshold: number;
  readonly caps: Caps;
  /** What may be asked of a provider with one credential, by the name of its pool; absent, or not in it: as usual. */
  readonly callLimits?: Readonly<Record<string, CallLimits>>;
  /** By the names that a call may state; a model that is not here is refused. */
  readonly prices: Readonly<Record<string, Price>>;
}

/** More tasks than this are never merged at once. */
export const maxBatch = 64;

export const defaultPolicy: Policy = {
  integrationBatch: 8,
  minCapabilityMatch: 0.7,
  maxAttempts: 3,
  maxRescuersPerBlocker: 2,
  rescueMinMatch: 0.7,
  changeLimits: { files: 20_000, fileBytes: 100_000_000 },
  guard: defaultGuardPolicy,
  watchdog: defaultWatchdog,
  recovery: defaultRecovery,
  breakerThreshold: 3,
  caps: { swarm: null, day: null, task: null },
  prices: resolvePrices(new Map()),
};

/** Everything a swarm is launched with; made from the documents, adopted into the ledger. */
export interface SwarmPlan {
  readonly name: string;
  readonly integrationBranch: string;
  readonly sessions: readonly SessionSpec[];
  readonly tasks: readonly TaskSpec[];
  readonly policy: Policy;
  /** Model by tier, for sessions whose provider calls models by name; absent: none. */
  readonly models?: Readonly<Record<string, string>>;
}

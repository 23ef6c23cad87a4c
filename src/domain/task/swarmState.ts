import type { MergeConflict } from './conflict.ts';
import type { WaitTarget } from './event.ts';
import { createGuardState, type GuardState } from '../guard/guardState.ts';
import { createCallBook, type CallBook } from '../governor/callBook.ts';
import type { Breaker } from '../governor/breaker.ts';
import { createBudgetBook, type BudgetBook } from '../governor/budgetBook.ts';
import { createModelBook, type ModelBook } from '../governor/modelTrial.ts';
import type { AutonomyLevel } from '../governor/autonomy.ts';
import type { TrackRecord } from '../governor/trackRecord.ts';
import type { DeliverableIndex } from './deliverableIndex.ts';
import type { BlockerId, SessionId, TaskId } from './ids.ts';
import { defaultPolicy, type Policy, type SessionSpec } from './plan.ts';
import { ReadyQueue } from './readyQueue.ts';
import type { TaskState } from './taskState.ts';

/** A session of a running swarm. Changed only by `applyEvent`. */
export interface SessionState {
  spec: SessionSpec;
  withdrawn: boolean;
  /** How its agents run, from its last registration; undefined before the first. */
  joined: { readonly provider: string; readonly sandbox: 'none' | 'os' } | undefined;
  /** Tasks it holds a claim on (claimed, not submitted). */
  readonly claims: Set<TaskId>;
  /** Its own planned tasks that nobody holds and nothing holds back. */
  readonly ready: ReadyQueue;
  /** Its spare-time tasks that nobody holds and nothing holds back. */
  readonly idle: ReadyQueue;
  /** Tasks of its own plan that somebody works on, or that wait to be merged. */
  readonly inWork: Set<TaskId>;
  /** Tasks of its own plan that were in work together when its runner died, and have come to nothing since. */
  readonly suspects: Set<TaskId>;
  /** What the tasks of its own plan write. */
  readonly deliverables: DeliverableIndex;
  /** Its own tasks that are neither completed nor cancelled, with or without a phase. */
  readonly open: Set<TaskId>;
  /** Those of them that belong to a phase, by phase. */
  readonly openByPhase: Map<number, Set<TaskId>>;
  /** The domains of its capabilities. */
  domains: ReadonlySet<string>;
  /** What an hour of its work has cost so far, US dollars; 0 when nothing is known. */
  costPerHour: number;
  /** How it has worked so far. */
  record: TrackRecord;
  level: AutonomyLevel;
}

/** An offer to help that nobody has accepted yet. */
export interface HelpOffer {
  /** Share of the needed capabilities, 0 to 1, as it was when it was made. */
  readonly match: number;
  readonly note: string;
}

/** Why a session cannot go on with a task, or what it asks help for while it does. */
export interface BlockerState {
  readonly id: BlockerId;
  readonly task: TaskId;
  readonly session: SessionId;
  /** The claim it was said under. */
  readonly epoch: number;
  /** False for a call for help on a task that goes on meanwhile: it ends with the claim. */
  readonly holds: boolean;
  readonly on: WaitTarget | undefined;
  /** Set when it stands for work that could not be merged. */
  readonly conflict: MergeConflict | undefined;
  readonly reason: string;
  /** What whoever helps must be able to do, by the last who asked. */
  needs: readonly string[];
  /** What was asked for in so many words: the work of a helper when the plan names none. */
  call: string | undefined;
  readonly since: number;
  /** Everybody who was ever given a help task for it: nobody is taken twice. */
  readonly helpers: Map<SessionId, TaskId>;
  readonly offers: Map<SessionId, HelpOffer>;
  cleared: { readonly by: string; readonly at: number } | undefined;
}

/** What the ledger accounts for on the integration branch. Changed only by `applyEvent`. */
export interface IntegrationState {
  /** The head that the branch has by the ledger: where it began, the last merge, or what a person took over since. */
  head: string | undefined;
  /** The entry that says so. */
  since: number;
  /** Every head that it ever had by the ledger. */
  readonly heads: Set<string>;
  /** Every commit that was submitted, merged or taken over. */
  readonly recorded: Set<string>;
}

/** Those who wait for each other in a circle; see waitGraph.ts. */
export interface WaitCycle {
  /** Each waits for the next, and the last for the first. */
  readonly members: readonly WaitTarget[];
  /** The blockers that it consists of, the oldest first. */
  readonly blockers: readonly BlockerId[];
}

/** Everything the decisions read, folded from the ledger. Changed only by `applyEvent`. */
export interface SwarmState {
  name: string;
  integrationBranch: string;
  policy: Policy;
  opened: boolean;
  paused: boolean;
  readonly sessions: Map<SessionId, SessionState>;
  readonly tasks: Map<TaskId, TaskState>;
  readonly blockers: Map<BlockerId, BlockerState>;
  /** Blockers that are not cleared, in the order of their reports. */
  readonly openBlockers: Set<BlockerId>;
  /** The circles of the wait-for graph as of a sequence: kept, because many ask between two changes. */
  readonly waits: { at: number; cycles: readonly WaitCycle[] };
  /** Tasks that wait for the key. */
  readonly dependents: Map<TaskId, Set<TaskId>>;
  /** Ready tasks that belong to no session. */
  readonly readyUnowned: ReadyQueue;
  /** Ready filler tasks, for whoever has nothing else to do. */
  readonly fillers: ReadyQueue;
  /** Ready tasks of sessions whose queue is so long that an idle session may take from it. */
  readonly stealable: ReadyQueue;
  /** Submitted tasks, in the order of submission: the merge queue. */
  readonly submitted: Set<TaskId>;
  readonly integration: IntegrationState;
  /** Branches of people's that the result was merged into, with the merge; as far as it was not taken back. */
  readonly results: Map<string, string>;
  /** Tasks that stay failed until a person reopens them. */
  readonly failed: Set<TaskId>;
  /** Tasks that look for the cause of an error and are neither merged nor withdrawn. */
  readonly debugging: Set<TaskId>;
  readonly guard: GuardState;
  readonly budget: BudgetBook;
  /** The model calls under way, by credential pool. */
  readonly calls: CallBook;
  /** How the models have shown themselves. */
  readonly models: ModelBook;
  /** Breakers that were ever touched, by `session/<id>`, `pool/<name>` and `command/<name>`; any other is closed. */
  readonly breakers: Map<string, Breaker>;
  /** Sessions whose record has earned another level than they have. */
  readonly misjudged: Set<SessionId>;
  /** Tasks that are not completed, failed or cancelled; spare-time work does not count. */
  unfinished: number;
  /** The highest sequence folded in; 0 before the first entry. */
  sequence: number;
}

export function createSwarmState(): SwarmState {
  return {
    name: '',
    integrationBranch: '',
    policy: defaultPolicy,
    opened: false,
    paused: false,
    sessions: new Map(),
    tasks: new Map(),
    blockers: new Map(),
    openBlockers: new Set(),
    waits: { at: -1, cycles: [] },
    dependents: new Map(),
    readyUnowned: new ReadyQueue(),
    fillers: new ReadyQueue(),
    stealable: new ReadyQueue(),
    submitted: new Set(),
    integration: { head: undefined, since: 0, heads: new Set(), recorded: new Set() },
    results: new Map(),
    failed: new Set(),
    debugging: new Set(),
    guard: createGuardState(),
    budget: createBudgetBook(),
    calls: createCallBook(),
    models: createModelBook(),
    breakers: new Map(),
    misjudged: new Set(),
    unfinished: 0,
    sequence: 0,
  };
}

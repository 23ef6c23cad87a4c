import type { Breaker } from '../governor/breaker.ts';
import { createBudgetBook, type BudgetBook } from '../governor/budgetBook.ts';
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
  /** Its own tasks that are neither completed nor cancelled, with or without a phase. */
  readonly open: Set<TaskId>;
  /** Those of them that belong to a phase, by phase. */
  readonly openByPhase: Map<number, Set<TaskId>>;
}

/** Why a session cannot go on with a task. */
export interface BlockerState {
  readonly id: BlockerId;
  readonly task: TaskId;
  readonly session: SessionId;
  readonly reason: string;
  readonly needs: readonly string[];
  readonly since: number;
  readonly helpers: Map<SessionId, TaskId>;
  cleared: { readonly by: string; readonly at: number } | undefined;
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
  /** Tasks that stay failed until a person reopens them. */
  readonly failed: Set<TaskId>;
  readonly budget: BudgetBook;
  /** Breakers that were ever touched, by `session/<id>` and `pool/<name>`; any other is closed. */
  readonly breakers: Map<string, Breaker>;
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
    dependents: new Map(),
    readyUnowned: new ReadyQueue(),
    fillers: new ReadyQueue(),
    stealable: new ReadyQueue(),
    submitted: new Set(),
    failed: new Set(),
    budget: createBudgetBook(),
    breakers: new Map(),
    unfinished: 0,
    sequence: 0,
  };
}

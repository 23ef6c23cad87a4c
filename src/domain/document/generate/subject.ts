import type { TaskStatus } from '../../task/taskState.ts';
import type { SwarmPlan } from '../../task/plan.ts';

/** One task as the ledger has it; times in ms since epoch. */
export interface TaskNow {
  readonly status: TaskStatus;
  /** Who holds, submitted or completed it; null when nobody does. */
  readonly owner: string | null;
  readonly epoch: number;
  /** Attempts that failed since it was planned or reopened. */
  readonly failures: number;
  readonly lastFailure?: string;
  /** The commit that brought it into the integration branch. */
  readonly merge?: string;
  readonly completedAt?: number;
  /** US dollars. */
  readonly spent?: number;
}

/** An open blocker. */
export interface BlockerNow {
  readonly id: string;
  readonly task: string;
  readonly session: string;
  readonly reason: string;
  readonly needs: readonly string[];
  /** ms since epoch */
  readonly since: number;
  readonly helpers: readonly string[];
}

/** One session as the ledger has it. */
export interface SessionNow {
  readonly state: 'waiting' | 'working' | 'blocked' | 'helping' | 'error' | 'completed' | 'budget_exceeded';
  readonly working: readonly string[];
  /** US dollars. */
  readonly spent?: number;
}

/** A swarm at one moment, folded from its ledger. */
export interface SwarmNow {
  readonly tasks: ReadonlyMap<string, TaskNow>;
  readonly sessions: ReadonlyMap<string, SessionNow>;
  readonly blockers: readonly BlockerNow[];
}

/** What generated documents are made of: the plan, what became of it (undefined before the first run), and the plan's files. */
export interface Generation {
  readonly plan: SwarmPlan;
  readonly now?: SwarmNow;
  /** SHA-256 in hex of the plan's documents, by the paths that tasks name as their source. */
  readonly hashes: ReadonlyMap<string, string>;
}

/** A document to be written; `body` is what stands between its marks. */
export interface GeneratedDocument {
  readonly name: string;
  readonly kind: string;
  readonly body: string;
}

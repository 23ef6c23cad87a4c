import type { ApprovalId } from '../guard/ids.ts';
import type { EvidenceRef } from './event.ts';
import type { BlockerId, SessionId, TaskId } from './ids.ts';
import type { TaskSpec } from './plan.ts';
import type { TakenRung } from './stallLadder.ts';

/** What has happened to a task so far. `epoch` rises at every claim and never falls. */
export type TaskProgress =
  | { readonly stage: 'open' }
  | {
      readonly stage: 'claimed';
      readonly by: SessionId;
      readonly since: number;
      /** Which agent of the session has it; undefined when they have no names. */
      readonly agent: string | undefined;
    }
  | {
      readonly stage: 'submitted';
      readonly by: SessionId;
      readonly commit: string;
      readonly evidence: readonly EvidenceRef[];
      readonly order: number;
      /** Whether a runner of the swarm's own has verified the commit. */
      readonly checked: boolean;
    }
  | {
      readonly stage: 'completed';
      readonly by: SessionId;
      readonly merge: string;
      readonly at: number;
      readonly evidence: readonly EvidenceRef[];
    }
  | { readonly stage: 'failed'; readonly reason: string }
  | { readonly stage: 'cancelled' };

/** A claim that ended because nothing came of it. */
export interface HandOver {
  readonly from: SessionId;
  readonly epoch: number;
  readonly note: EvidenceRef | undefined;
}

/** The search for the cause of an error. */
export interface Recovery {
  readonly debug: TaskId;
  /** Whether it has taken so long that a person is asked. */
  /** Everybody who was set to it; only the last one may have begun. */
  readonly asked: readonly SessionId[];
  readonly escalated: boolean;
  /** Whether it came to something, and the task got new attempts: another failure is a person's. */
  readonly mended: boolean;
}

/** A task of a running swarm. Changed only by `applyEvent`. */
export interface TaskState {
  spec: TaskSpec;
  epoch: number;
  progress: TaskProgress;
  /** Attempts that ended in failure since the task was planned or reopened. */
  failures: number;
  lastFailure: string | undefined;
  /** Sequence of the entry that gave the current claim: what later effects of the claim point to. */
  claimSequence: number;
  /** Prerequisites not completed yet. */
  readonly openDependencies: Set<TaskId>;
  /** Open blockers that its owner reported on it. */
  readonly blockers: Set<BlockerId>;
  /** Whether a result of it was submitted or merged and taken back: a new attempt that changes nothing confirms it. */
  doneBefore: boolean;
  /** Prerequisites that were reopened after it was completed: it is merged with an earlier version of them. */
  readonly outdated: Set<TaskId>;
  /** How many blockers were ever reported on it as it is planned: after too many, help no longer comes by itself. */
  blockersSeen: number;
  /** The last request for a person's approval of the task as it is planned now; one that was completed and is done again needs a new one. */
  approval: ApprovalId | undefined;
  /** The last request for a person's approval of the merge of what it has handed in. */
  mergeApproval: ApprovalId | undefined;
  /** The open blocker that says with what it could not be merged, as it is planned now. */
  conflict: BlockerId | undefined;
  /** Who is to merge both sides of that conflict, whosever plan the task is in. */
  solver: SessionId | undefined;
  /** How long the claim that was submitted last was held until then, ms. */
  workedMs: number;
  /** What it runs, by the names that commands are counted under. */
  readonly commands: readonly string[];
  /** What was done about agents that got nowhere with it, since it was planned or a person last saw to it. */
  ladder: readonly TakenRung[];
  /** The claim that was handed over last, and the note that its owner left. */
  handOver: HandOver | undefined;
  /** Who was set to find out why it has failed; undefined when nobody was since a person last saw to it. */
  recovery: Recovery | undefined;
  /** When it was planned, ms since epoch: its age raises its priority. */
  plannedAt: number;
}

/** Who takes the task when it is ready; undefined when any capable session may. */
export function ownerOf({ solver, spec }: Pick<TaskState, 'solver' | 'spec'>): SessionId | undefined {
  return solver ?? spec.session;
}

/** How often it came to nothing, for the choice of a model: its failures, and that it was handed over. */
export function setbacks({ failures, handOver }: Pick<TaskState, 'failures' | 'handOver'>): number {
  return failures + Number(handOver !== undefined);
}

/** Status as people see it: derived, never stored. */
export type TaskStatus =
  | 'pending'
  | 'ready'
  | 'claimed'
  | 'verifying'
  | 'awaiting-approval'
  | 'completed'
  | 'failed'
  | 'cancelled';

import { subjectOfGuard, type GuardEvent } from '../guard/guardEvent.ts';
import type { ApprovalId } from '../guard/ids.ts';
import type { AutonomyEvent } from './autonomyEvent.ts';
import type { BreakerEvent } from './breakerEvent.ts';
import type { BudgetEvent } from './budgetEvent.ts';
import type { BlockerId, SessionId, TaskId } from './ids.ts';
import type { CommandFault } from '../governor/commandBreaker.ts';
import type { PolicyChange } from '../governor/policyChange.ts';
import type { Route } from '../governor/routing.ts';
import type { ConflictEvent } from './conflict.ts';
import type { Policy, SessionSpec, TaskSpec } from './plan.ts';
import type { EvidenceRef } from './evidenceRef.ts';
import type { ResultEvent } from './resultEvent.ts';
import type { RecoveryEvent, WatchEvent } from './watchEvent.ts';

export type { EvidenceRef } from './evidenceRef.ts';

/** Why a claim ended without a result. */
export type ReleaseReason =
  | 'released'
  | 'lease-expired'
  | 'runner-restarted'
  /** Its runner died while it held others, too. */
  | 'runner-died'
  | 'stopped'
  | 'prerequisite-reopened'
  | 'preempted'
  | 'stalled';

/** What a blocked session says that it waits for. */
export type WaitTarget =
  | { readonly kind: 'task'; readonly id: TaskId }
  | { readonly kind: 'session'; readonly id: SessionId };

/** Facts of a swarm, in the order in which they happened. Everything else (status, readiness, health) is derived from them. */
export type SwarmEvent =
  | GuardEvent
  | {
      readonly type: 'swarm.opened';
      readonly name: string;
      readonly integrationBranch: string;
      readonly policy: Policy;
    }
  /** The limits that the coordinator's decisions apply from here on: `hash` (SHA-256, hex) names them in the entries of those decisions. */
  | {
      readonly type: 'policy.changed';
      readonly policy: Policy;
      readonly hash: string;
      /** The first of the figures that are others now. */
      readonly changed: readonly PolicyChange[];
    }
  | { readonly type: 'swarm.paused' }
  | { readonly type: 'swarm.resumed' }
  | { readonly type: 'session.planned'; readonly session: SessionSpec }
  | { readonly type: 'session.withdrawn'; readonly session: SessionId }
  | {
      readonly type: 'session.joined';
      readonly session: SessionId;
      readonly provider: string;
      readonly sandbox: 'none' | 'os';
    }
  | { readonly type: 'task.planned'; readonly task: TaskSpec }
  /** `idle`: it was help that its helper could begin and did not for a lease. */
  | { readonly type: 'task.withdrawn'; readonly task: TaskId; readonly idle?: true }
  | {
      readonly type: 'task.claimed';
      readonly task: TaskId;
      readonly session: SessionId;
      readonly epoch: number;
      readonly attempt: number;
      /** Which agent of the session works on it (`haiku-1`); absent when its plan names none. */
      readonly agent?: string;
      /** Whose long queue an idle session took it from; absent when nobody's. */
      readonly stolenFrom?: SessionId;
      /** Which model works on it; absent where none is paid for. */
      readonly route?: Route;
      /** By whose leave, when the task needs a person's approval. */
      readonly approval?: ApprovalId;
    }
  | { readonly type: 'task.progressed'; readonly task: TaskId; readonly epoch: number; readonly note: string }
  | {
      readonly type: 'task.released';
      readonly task: TaskId;
      readonly epoch: number;
      readonly reason: ReleaseReason;
      /** What whoever goes on should know. */
      readonly note?: EvidenceRef;
    }
  | {
      /** The owner says it is done; the merge queue decides. */
      readonly type: 'task.submitted';
      readonly task: TaskId;
      readonly epoch: number;
      readonly commit: string;
      readonly evidence: readonly EvidenceRef[];
      /** A runner of the swarm's own says so, which has looked for the deliverables and verified it. */
      readonly checked?: true;
    }
  | {
      readonly type: 'task.completed';
      readonly task: TaskId;
      readonly epoch: number;
      readonly merge: string;
      readonly evidence: readonly EvidenceRef[];
    }
  | {
      readonly type: 'task.failed';
      readonly task: TaskId;
      readonly epoch: number;
      readonly reason: string;
      /** True when no further attempt is made until a person reopens the task. */
      readonly final: boolean;
      readonly evidence: readonly EvidenceRef[];
      /** Which of its commands failed in a way that says more about the place than about the work, by the name it is counted under. */
      readonly command?: { readonly name: string; readonly fault: CommandFault };
    }
  /** A failed task gets new attempts, or a completed one is done again. `mended`: no person asked; the cause of its error was looked for. */
  | { readonly type: 'task.reopened'; readonly task: TaskId; readonly reason: string; readonly mended?: true }
  | {
      readonly type: 'blocker.reported';
      readonly blocker: BlockerId;
      readonly task: TaskId;
      readonly session: SessionId;
      readonly epoch: number;
      readonly reason: string;
      readonly needs: readonly string[];
      readonly on?: WaitTarget;
    }
  | {
      /** With a new id: a call for help on a task in work, which goes on. With that of an open blocker: how others may help with it. */
      readonly type: 'help.requested';
      readonly blocker: BlockerId;
      readonly task: TaskId;
      readonly session: SessionId;
      readonly epoch: number;
      readonly reason: string;
      readonly needs: readonly string[];
    }
  | {
      readonly type: 'help.offered';
      readonly blocker: BlockerId;
      readonly session: SessionId;
      /** As computed here, 0 to 1. */
      readonly match: number;
      readonly note: string;
    }
  /** Assigns a helper: plans its help task and names the match that chose it. */
  | {
      readonly type: 'rescue.started';
      readonly blocker: BlockerId;
      readonly helper: SessionId;
      readonly match: number;
      readonly task: TaskSpec;
    }
  | ConflictEvent
  | { readonly type: 'blocker.cleared'; readonly blocker: BlockerId; readonly by: string }
  /** From this commit on the swarm accounts for every commit of its integration branch. */
  | { readonly type: 'integration.began'; readonly branch: string; readonly head: string }
  /** A person has taken over what somebody else committed there, from the head that the ledger had up to `head`: the newest of those commits, and how many more. */
  | {
      readonly type: 'integration.accepted';
      readonly from: string;
      readonly head: string;
      readonly commits: readonly string[];
      readonly more: number;
    }
  | ResultEvent
  | BudgetEvent
  | BreakerEvent
  | AutonomyEvent
  /** So many tasks on this model were verified that it is no longer on trial; what led to it is the entry's cause. */
  | { readonly type: 'model.proven'; readonly model: string; readonly verified: number }
  | WatchEvent
  | RecoveryEvent
  /** From this entry on `nextKey` signs the checkpoints. Keys in C2SP verifier key form, signatures in base64 (see domain/witness/keyRotation). */
  | {
      readonly type: 'witness.key-rotated';
      readonly previousKey: string;
      readonly nextKey: string;
      readonly signatures: { readonly previous: string; readonly next: string };
    };

export type { AutonomyEvent } from './autonomyEvent.ts';
export type { BudgetEvent } from './budgetEvent.ts';
export type { BreakerEvent, BreakerName } from './breakerEvent.ts';

export type SwarmEventType = SwarmEvent['type'];

/** The thing an event is about; its revision in the ledger rises by one with each event. */
export function subjectOf(event: SwarmEvent): string {
  switch (event.type) {
    case 'swarm.opened':
    case 'policy.changed':
    case 'swarm.paused':
    case 'swarm.resumed':
      return 'swarm';
    case 'session.planned':
      return `session/${event.session.id}`;
    case 'session.withdrawn':
    case 'session.joined':
    case 'autonomy.changed':
      return `session/${event.session}`;
    case 'task.planned':
      return `task/${event.task.id}`;
    case 'task.withdrawn':
    case 'task.claimed':
    case 'task.progressed':
    case 'task.released':
    case 'task.submitted':
    case 'task.completed':
    case 'task.failed':
    case 'task.reopened':
    case 'task.reverted':
    case 'task.stalled':
      return `task/${event.task}`;
    case 'blocker.reported':
    case 'help.requested':
    case 'help.offered':
    case 'rescue.started':
    case 'merge.conflicted':
    case 'blocker.cleared':
      return `blocker/${event.blocker}`;
    case 'recovery.started':
    case 'recovery.escalated':
      return `error/${event.error}`;
    case 'integration.began':
    case 'integration.accepted':
      return 'integration';
    case 'result.merged':
    case 'result.undone':
      return `result/${event.branch}`;
    case 'budget.reserved':
    case 'budget.settled':
    case 'budget.released':
    case 'budget.halted':
      return `budget/${event.session}`;
    case 'budget.set':
    case 'budget.left':
    case 'budget.day-began':
      return 'budget';
    case 'provider.refused':
      return `pool/${event.pool}`;
    case 'breaker.revived':
      return `${event.breaker.kind}/${event.breaker.id}`;
    case 'model.proven':
      return `model/${event.model}`;
    case 'witness.key-rotated':
      return 'witness';
    default:
      return subjectOfGuard(event);
  }
}

import type { QuestionClaim } from './dialogue.ts';
import type { SessionId, TaskId } from '../task/ids.ts';
import type { DecisionRule, Vote } from './decision.ts';
import type { Gate } from './gate.ts';
import type { ApprovalId, DecisionId, LinkId, PermitId, QuestionId, ResultId } from './ids.ts';
import type { PermitSubject, Wanted } from './permit.ts';
import type { ResultClaim, ResultLink, Standing } from './result.ts';
import type { Speaker } from './speaker.ts';

/** Facts of approvals, decisions and what is said between people and sessions. */
export type GuardEvent =
  | {
      readonly type: 'approval.asked';
      readonly approval: ApprovalId;
      readonly task: TaskId;
      readonly gates: readonly Gate[];
      /** What the task has handed in and is to be merged; absent when it is to begin. */
      readonly commit?: string;
    }
  | {
      readonly type: 'approval.decided';
      readonly approval: ApprovalId;
      readonly task: TaskId;
      readonly verdict: 'approved' | 'rejected';
      /** The person. */
      readonly by: string;
      readonly reason: string;
    }
  | {
      /** A session is about to do something that neither the policy nor a person has let through yet. */
      readonly type: 'permit.asked';
      readonly permit: PermitId;
      readonly task: TaskId;
      readonly session: SessionId;
      readonly epoch: number;
      readonly wanted: Wanted;
      readonly subjects: readonly PermitSubject[];
    }
  /** The claim that it was asked under has ended, and nobody had answered. */
  | { readonly type: 'permit.withdrawn'; readonly permit: PermitId }
  | {
      /** Holds for the whole swarm, until a person says otherwise. */
      readonly type: 'permit.decided';
      readonly permit: PermitId;
      readonly verdict: 'approved' | 'rejected';
      /** The person. */
      readonly by: string;
      readonly reason: string;
    }
  | {
      readonly type: 'decision.proposed';
      readonly decision: DecisionId;
      readonly by: Speaker;
      readonly title: string;
      readonly rule: DecisionRule;
    }
  | ({ readonly type: 'vote.cast'; readonly decision: DecisionId } & Vote)
  /** Follows from the votes; made in the same commit as the vote that closes it. */
  | {
      readonly type: 'decision.closed';
      readonly decision: DecisionId;
      readonly outcome: 'accepted' | 'rejected';
      readonly yes: number;
      readonly no: number;
    }
  | {
      readonly type: 'question.asked';
      readonly question: QuestionId;
      readonly session: SessionId;
      /** Null when it is for a person. */
      readonly to: SessionId | null;
      readonly text: string;
      /** With which it ends. */
      readonly claim?: QuestionClaim;
    }
  /** Nobody waits for its answer any more. */
  | { readonly type: 'question.withdrawn'; readonly question: QuestionId }
  | {
      readonly type: 'question.answered';
      readonly question: QuestionId;
      readonly by: Speaker;
      readonly text: string;
    }
  | ({ readonly type: 'result.claimed'; readonly result: ResultId } & Omit<ResultClaim, 'id'>)
  | ({ readonly type: 'result.linked'; readonly link: LinkId } & Omit<ResultLink, 'id' | 'stands'>)
  /** A person has said which side of a contradiction stands; made in the same commit as the answer. */
  | { readonly type: 'contradiction.settled'; readonly link: LinkId; readonly stands: Standing }
  | { readonly type: 'message.sent'; readonly to: SessionId; readonly from: Speaker; readonly text: string }
  /** The session has read everything up to this sequence. */
  | { readonly type: 'inbox.acknowledged'; readonly session: SessionId; readonly upTo: number };

/** The thing that an event of the guard is about. */
export function subjectOfGuard(event: GuardEvent): string {
  switch (event.type) {
    case 'approval.asked':
    case 'approval.decided':
      return `approval/${event.approval}`;
    case 'permit.asked':
    case 'permit.decided':
    case 'permit.withdrawn':
      return `permit/${event.permit}`;
    case 'decision.proposed':
    case 'vote.cast':
    case 'decision.closed':
      return `decision/${event.decision}`;
    case 'question.asked':
    case 'question.answered':
    case 'question.withdrawn':
      return `question/${event.question}`;
    case 'result.claimed':
      return `result/${event.result}`;
    case 'result.linked':
    case 'contradiction.settled':
      return `link/${event.link}`;
    case 'message.sent':
      return `inbox/${event.to}`;
    case 'inbox.acknowledged':
      return `inbox/${event.session}`;
  }
}

import type { SessionId, TaskId } from '../task/ids.ts';
import type { QuestionId } from './ids.ts';
import type { Speaker } from './speaker.ts';

/** The claim that a question is asked under. It ends with that, unless it `lasts`: then whoever goes on with the task gets the answer. */
export interface QuestionClaim {
  readonly task: TaskId;
  readonly epoch: number;
  readonly lasts?: true;
}

/** A question of a session to a person (`to` undefined) or to another session. Changed only by folding events. */
export interface Question {
  readonly id: QuestionId;
  readonly session: SessionId;
  readonly to: SessionId | undefined;
  readonly text: string;
  readonly askedAt: number;
  /** The claim that it was asked under; undefined when its session says none. */
  readonly claim: QuestionClaim | undefined;
  withdrawn: boolean;
  /** `sequence` is the entry of the answer. */
  answer: { readonly by: Speaker; readonly text: string; readonly sequence: number } | undefined;
}

/** One thing that a session has yet to read; `sequence` is its ledger entry, `at` ms since epoch. */
export type InboxItem = { readonly sequence: number; readonly at: number; readonly text: string } & (
  | { readonly kind: 'message'; readonly from: Speaker }
  | { readonly kind: 'question'; readonly question: QuestionId; readonly from: Speaker }
  | { readonly kind: 'answer'; readonly question: QuestionId; readonly from: Speaker }
);

/** How much a session has said within the current window of time. */
export interface Sending {
  readonly since: number;
  readonly count: number;
}

/** Bounds of what sessions may say, so that none can drown the others. */
export const dialogueLimits = {
  /** Messages and questions that a session may have unread. */
  inbox: 100,
  /** Messages, questions and proposals of one session within `windowMs`. */
  perWindow: 30,
  windowMs: 60_000,
  /** Questions of one session without an answer. */
  openQuestions: 20,
  /** Decisions that are open at the same time. */
  openDecisions: 50,
} as const;

import type { SessionId, TaskId } from '../task/ids.ts';
import type { LinkId, QuestionId, ResultId } from './ids.ts';

/** Something that a session says has come out of its work. Changed only by folding events. */
export interface ResultClaim {
  readonly id: ResultId;
  readonly session: SessionId;
  /** The task that it came out of; null when none. */
  readonly of: TaskId | null;
  readonly text: string;
}

/** How one result stands to another. */
export type ResultRelation = 'supports' | 'contradicts' | 'depends_on' | 'scoped_as';

/** Which side of a contradiction stands, by a person's word. */
export type Standing = 'from' | 'to' | 'both' | 'neither';

/** What a session says of two results, each by its id or by that of a task that is done. Changed only by folding events. */
export interface ResultLink {
  readonly id: LinkId;
  readonly session: SessionId;
  readonly from: string;
  readonly to: string;
  readonly relation: ResultRelation;
  /** 0 to 1. */
  readonly severity: number;
  readonly reason: string;
  /** The question by which a person is asked which side stands; null when it is not severe enough. */
  readonly question: QuestionId | null;
  stands: Standing | undefined;
}

/** Bounds of what one session may say of results. */
export const resultLimits = {
  results: 200,
  links: 200,
  /** Contradictions that it has put to a person and nobody has answered. */
  open: 5,
  /** A person reads so much of each side. */
  shown: 400,
} as const;

/** How severe a contradiction has to be to be put to a person, unless the policy says otherwise: above this. */
export const usualSeverity = 0.5;

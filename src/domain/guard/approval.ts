import type { TaskId } from '../task/ids.ts';
import type { Gate } from './gate.ts';
import type { ApprovalId } from './ids.ts';

/** What came of a request for approval. Only a person decides it; it lapses when the task or the policy changes before anybody has. Times are ms since epoch. */
export type ApprovalStage =
  | { readonly state: 'asked' }
  | {
      readonly state: 'approved';
      readonly by: string;
      readonly at: number;
      readonly reason: string;
      /** The entry that says so. */
      readonly sequence: number;
    }
  | { readonly state: 'rejected'; readonly by: string; readonly at: number; readonly reason: string }
  | { readonly state: 'lapsed' };

/** One request that a person lets a task begin, good for the task as it is planned now, or lets its commit be merged. Changed only by folding events. */
export interface Approval {
  readonly id: ApprovalId;
  readonly task: TaskId;
  readonly gates: readonly Gate[];
  /** What is to be merged; undefined when the task is to begin. */
  readonly commit: string | undefined;
  readonly askedAt: number;
  stage: ApprovalStage;
}

/** What a person says to a request for approval. */
export interface Verdict {
  readonly verdict: 'approved' | 'rejected';
  readonly by: string;
  readonly reason: string;
}

import type { EvidenceRef } from './evidenceRef.ts';
import type { TaskId } from './ids.ts';

/** Facts about what a person has done with what was merged. Who did it is the entry's actor. */
export type ResultEvent = TaskReverted | MergeEvent;

/** What became of the result in a branch of a person's own. */
export type MergeEvent =
  | {
      /** `result`, a head that the integration branch had by the ledger, was merged into `branch`, which was at `before` and is at `merge` since. */
      readonly type: 'result.merged';
      readonly branch: string;
      readonly before: string;
      readonly merge: string;
      readonly result: string;
    }
  /** That was taken back: the branch is at `before` again. */
  | { readonly type: 'result.undone'; readonly branch: string; readonly before: string; readonly merge: string };

/** A person has taken a task's merge back: `commit`, on top of `from`, is the head of the integration branch. What becomes of the task is said by other facts. */
export interface TaskReverted {
  readonly type: 'task.reverted';
  readonly task: TaskId;
  readonly epoch: number;
  readonly merge: string;
  readonly from: string;
  readonly commit: string;
  readonly evidence: readonly EvidenceRef[];
}

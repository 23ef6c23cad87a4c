import type { Result } from '../base/result.ts';
import type { LeaderProblem } from './swarmLeader.ts';

/** Why the result was not brought into a person's branch; nothing was changed, unless the code is `cut-off`. `files`: what keeps it, at most 100. */
export interface MergeProblem extends LeaderProblem {
  readonly files: readonly string[];
  /** Of a conflict: what each side did to a file, in a few words. */
  readonly sides?: readonly { readonly file: string; readonly yours: string; readonly result: string }[];
}

/** What bringing the result into the branch that is checked out comes to. */
export interface MergeLook {
  readonly branch: string;
  /** Where the branch is now. */
  readonly head: string;
  readonly integrationBranch: string;
  /** The commit that is merged: the head of the integration branch by the ledger. */
  readonly result: string;
  /** `contained`: the branch holds it already. */
  readonly outcome: 'contained' | 'merge';
  /** How many commits come in. */
  readonly commits: number;
  /** How many files change, and the first 100 of them. */
  readonly files: { readonly count: number; readonly first: readonly string[] };
  /** Tasks that come in with it. */
  readonly tasks: readonly { readonly id: string; readonly title: string }[];
  /** Tasks that are not merged yet, and so are no part of it. */
  readonly open: readonly string[];
  /** What else a person should know first: sentences. */
  readonly notes: readonly string[];
}

/** What was done (going on with what was cut off may be either): `before` is where the branch was, `merge` the commit that it is at (or was, when undone). */
export interface MergeDone {
  readonly kind: 'merge' | 'undo';
  readonly branch: string;
  readonly before: string;
  readonly merge: string;
  /** Why the ledger does not say so yet, a sentence with the next step; null when it does. */
  readonly unrecorded: string | null;
}

/** Brings what a swarm has merged into a person's checkout, and takes it back; each is one action, and refuses whole. */
export interface ResultDesk {
  look(folder: string): Promise<Result<MergeLook, MergeProblem>>;
  /** `expected`: the look that the person has agreed to; when things have changed since, it is refused. */
  merge(folder: string, expected?: Pick<MergeLook, 'head' | 'result'>): Promise<Result<MergeDone, MergeProblem>>;
  undo(folder: string): Promise<Result<MergeDone, MergeProblem>>;
  /** Takes a merged task back from the integration branch; `reopen` has it done again, otherwise it is withdrawn. */
  revert(
    folder: string,
    task: string,
    options: { readonly reopen: boolean; readonly signal: AbortSignal },
  ): Promise<Result<RevertDone, MergeProblem>>;
}

/** A merged task that was taken back: `commit` is the head of the integration branch since. */
export interface RevertDone {
  readonly task: string;
  readonly branch: string;
  readonly commit: string;
  readonly merge: string;
  readonly reopened: boolean;
}

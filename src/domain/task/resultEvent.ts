/** Facts about what a person has done with the swarm's result in a branch of their own. Who did it is the entry's actor. */
export type ResultEvent =
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

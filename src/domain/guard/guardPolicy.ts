/** How sessions decide together. Shares are 0 to 1. */
export interface DecisionPolicy {
  /** So many sessions have to vote; when there are fewer, all of them. */
  readonly quorum: number;
  /** More than this share of the votes has to agree. */
  readonly majority: number;
  /** At least this share has to agree when a hazard is named. */
  readonly supermajority: number;
  /** Names of hazards; `conflict>20%` is one whose measured share is above 20 %. */
  readonly hazards: readonly string[];
  /** A contradiction between results that is more severe than this (0 to 1) is put to a person; absent: 0.5. */
  readonly contradictionSeverity?: number;
}

/** What only a person may let through, and how sessions decide the rest. */
export interface GuardPolicy {
  /** US dollars that one task may cost by its estimate without an approval; null when there is no limit. */
  readonly approvalRequiredAbove: number | null;
  /** Phases whose tasks each need an approval. */
  readonly humanApprovalPhases: readonly number[];
  /** When the integration branch fits one of these, `*` for anything, the commit of each task needs an approval before it is merged. */
  readonly protectedBranches: readonly string[];
  /** Programs (or, with a space in it, whole commands) that need nobody's approval, `*` for anything; absent: none needs one. */
  readonly commands?: readonly string[];
  /** Hosts that need nobody's approval, `*` for anything; absent: none needs one. */
  readonly hosts?: readonly string[];
  readonly decisions: DecisionPolicy;
}

export const defaultGuardPolicy: GuardPolicy = {
  approvalRequiredAbove: null,
  humanApprovalPhases: [10],
  protectedBranches: [],
  decisions: { quorum: 7, majority: 0.5, supermajority: 0.8, hazards: ['legal', 'safety', 'conflict>20%'] },
};

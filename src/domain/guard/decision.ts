import type { SessionId } from '../task/ids.ts';
import type { DecisionPolicy } from './guardPolicy.ts';
import type { DecisionId } from './ids.ts';
import type { Speaker } from './speaker.ts';

/** What a decision needs, fixed when it is proposed: how many votes, and which share of them. */
export interface DecisionRule {
  readonly quorum: number;
  readonly threshold:
    | { readonly kind: 'majority'; readonly above: number }
    | { readonly kind: 'supermajority'; readonly atLeast: number };
  /** The hazards that ask for the supermajority. */
  readonly hazards: readonly string[];
}

/** One session's vote. A vote against says why, and where there are hazards also what to do instead. */
export interface Vote {
  readonly session: SessionId;
  readonly choice: 'yes' | 'no';
  readonly rationale: string;
  readonly alternative: string;
}

export type DecisionStage =
  | { readonly state: 'open' }
  /** `sequence` is the entry that closed it. */
  | { readonly state: 'accepted' | 'rejected'; readonly at: number; readonly sequence: number };

/** Something that sessions decide by their votes. Changed only by folding events. */
export interface Decision {
  readonly id: DecisionId;
  readonly by: Speaker;
  readonly title: string;
  readonly rule: DecisionRule;
  readonly votes: Map<SessionId, Vote>;
  stage: DecisionStage;
}

const conflictHazard = /^conflict>(\d{1,3})%$/;

/** The rule for a proposal that names hazards and the share of results that contradict each other (0 to 1). */
export function ruleFor(
  policy: DecisionPolicy,
  proposal: { readonly hazards: readonly string[]; readonly conflict: number },
): DecisionRule {
  const hazards = policy.hazards.filter((hazard) => {
    const share = conflictHazard.exec(hazard)?.[1];
    return share === undefined ? proposal.hazards.includes(hazard) : proposal.conflict * 100 > Number(share);
  });
  const { quorum, majority, supermajority } = policy;
  return {
    quorum,
    threshold:
      hazards.length > 0 ? { kind: 'supermajority', atLeast: supermajority } : { kind: 'majority', above: majority },
    hazards,
  };
}

/** Rounding must not decide: 4 of 5 votes are 80 %. */
const rounding = 1e-9;

/**
 * What the votes come to: open until the quorum has voted, or all of `electorate` (the sessions that may vote or have voted) when it is smaller.
 * Then the votes that were cast decide: for a majority more than its share, for a supermajority at least its share.
 */
export function judge(rule: DecisionRule, votes: Iterable<Vote>, electorate: number): 'open' | 'accepted' | 'rejected' {
  const choices = Array.from(votes, ({ choice }) => choice);
  if (choices.length === 0 || choices.length < Math.min(rule.quorum, electorate)) return 'open';
  const approval = choices.filter((choice) => choice === 'yes').length / choices.length;
  const { threshold } = rule;
  const enough =
    threshold.kind === 'majority' ? approval > threshold.above + rounding : approval >= threshold.atLeast - rounding;
  return enough ? 'accepted' : 'rejected';
}

import type { SessionId } from '../task/ids.ts';
import type { Decision, DecisionRule, Vote } from './decision.ts';
import type { DecisionId } from './ids.ts';
import type { Speaker } from './speaker.ts';

/** A vote against, kept word for word. */
export interface Dissent {
  readonly session: SessionId;
  readonly rationale: string;
  readonly alternative: string;
}

/** What is kept of a closed decision. Rates are 0 to 1. */
export interface DecisionMemo {
  readonly decision: DecisionId;
  readonly title: string;
  readonly by: Speaker;
  readonly outcome: 'accepted' | 'rejected';
  readonly rule: DecisionRule;
  readonly votes: number;
  readonly approvalRate: number;
  readonly dissentStrength: number;
  readonly dissents: readonly Dissent[];
  /** Hash of the ledger entry that closed it, hex: whoever has the ledger can prove the memo. */
  readonly traceToken: string;
}

/** The votes against, in the order in which they were cast. */
export function dissentsOf(votes: Iterable<Vote>): readonly Dissent[] {
  return [...votes]
    .filter(({ choice }) => choice === 'no')
    .map(({ session, rationale, alternative }) => ({ session, rationale, alternative }));
}

/** How much stands against a decision: Σ w ÷ votes over the votes against, with w = 1 for one that names an alternative and w = ½ for one that only says why. 0 to 1. */
export function dissentStrength(votes: readonly Vote[]): number {
  if (votes.length === 0) return 0;
  const weights = dissentsOf(votes).map(({ alternative }) => (alternative === '' ? 0.5 : 1));
  return weights.reduce((sum, weight) => sum + weight, 0) / votes.length;
}

/** The memo of a closed decision; undefined while it is open. `traceToken` is the hash of the entry that closed it. */
export function createMemo(decision: Decision, traceToken: string): DecisionMemo | undefined {
  const { id, title, by, rule, stage } = decision;
  if (stage.state === 'open') return undefined;
  const votes = [...decision.votes.values()];
  return {
    decision: id,
    title,
    by,
    outcome: stage.state,
    rule,
    votes: votes.length,
    approvalRate: votes.filter(({ choice }) => choice === 'yes').length / votes.length,
    dissentStrength: dissentStrength(votes),
    dissents: dissentsOf(votes),
    traceToken,
  };
}

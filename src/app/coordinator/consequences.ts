import { askApprovals } from '../../domain/guard/decideApproval.ts';
import { withdrawQuestions } from '../../domain/guard/decideDialogue.ts';
import { withdrawPermits } from '../../domain/guard/decidePermit.ts';
import { closeSettled } from '../../domain/guard/decideVote.ts';
import { decideLevels, decideProven } from '../../domain/task/decideLevels.ts';
import { decideRecovery } from '../../domain/task/decideRecovery.ts';
import { decideRescue } from '../../domain/task/decideRescue.ts';
import type { SwarmEvent } from '../../domain/task/event.ts';
import { settleBlocker } from '../../domain/task/settleBlocker.ts';
import type { SwarmState } from '../../domain/task/swarmState.ts';

/** Facts that follow from a state, and the rule by which they do. */
export interface Consequence {
  readonly rule: string;
  readonly events: readonly SwarmEvent[];
}

/** What follows from a state by the swarm's own rules: approvals that tasks wait for, decisions that are settled, the end of a blocker whose cause is gone, the rescue that the policy asks for, the search for the cause of an error. */
export function consequences(state: SwarmState): Consequence | undefined {
  const ended = withdrawPermits(state);
  if (ended.length > 0) return { rule: 'permit', events: ended };
  const guard = [...askApprovals(state), ...closeSettled(state), ...withdrawQuestions(state)];
  if (guard.length > 0) return { rule: ruleOf(guard), events: guard };
  const levels = [...decideLevels(state), ...decideProven(state)];
  if (levels.length > 0) return { rule: 'autonomy', events: levels };
  const recovery = decideRecovery(state);
  if (recovery.length > 0) return { rule: 'recovery', events: recovery };
  for (const blocker of state.openBlockers) {
    const ended = settleBlocker(state, blocker);
    if (ended.length > 0) return { rule: 'unblock', events: ended };
    const rescue = decideRescue(state, blocker);
    if (rescue.length > 0) return { rule: 'rescue', events: rescue };
  }
  return undefined;
}

/** The rule of the guard is named after the facts that it makes, e.g. `approval`. */
function ruleOf(events: readonly SwarmEvent[]): string {
  return events[0]?.type.split('.')[0] ?? 'none';
}

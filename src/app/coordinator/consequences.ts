import { askApprovals } from '../../domain/guard/decideApproval.ts';
import { closeSettled } from '../../domain/guard/decideVote.ts';
import { decideRescue } from '../../domain/task/decideRescue.ts';
import type { SwarmEvent } from '../../domain/task/event.ts';
import type { SwarmState } from '../../domain/task/swarmState.ts';

/** What follows from a state by the swarm's own rules: approvals that tasks wait for, decisions that are settled, the rescue that the policy asks for. */
export function consequences(state: SwarmState): readonly SwarmEvent[] {
  const guard = [...askApprovals(state), ...closeSettled(state)];
  if (guard.length > 0) return guard;
  for (const blocker of state.openBlockers) {
    const events = decideRescue(state, blocker);
    if (events.length > 0) return events;
  }
  return [];
}

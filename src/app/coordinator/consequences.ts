import { decideRescue } from '../../domain/task/decideRescue.ts';
import type { SwarmEvent } from '../../domain/task/event.ts';
import type { SwarmState } from '../../domain/task/swarmState.ts';

/** What follows from a state by the swarm's own rules: the rescue that the policy asks for on an open blocker. */
export function consequences(state: SwarmState): readonly SwarmEvent[] {
  for (const blocker of state.openBlockers) {
    const events = decideRescue(state, blocker);
    if (events.length > 0) return events;
  }
  return [];
}

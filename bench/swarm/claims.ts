import type { Coordinator } from '../../src/app/coordinator/coordinator.ts';
import { asSession } from './openSwarm.ts';
import { mostAgents } from './plans.ts';

/** A step that claims T0, then T1 and so on, each session as many as it may have agents; throws when a claim is refused. */
export function claimInOrder(coordinator: Coordinator): () => Promise<void> {
  let next = 0;
  return async () => {
    const session = `session-${Math.floor(next / mostAgents)}`;
    const answer = await coordinator.handle({ verb: 'claim', session, task: `T${next}` }, asSession(session));
    if (!answer.ok) throw new Error(`T${next} was refused: ${answer.error.message}`);
    next += 1;
  };
}

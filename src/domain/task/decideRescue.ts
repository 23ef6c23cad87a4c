import type { SwarmEvent } from './event.ts';
import { openHelp } from './helpDuty.ts';
import { createHelpTask } from './helpTask.ts';
import type { BlockerId } from './ids.ts';
import { bestHelper, waitsFor, type Candidate } from './mayHelp.ts';
import type { BlockerState, SessionState, SwarmState } from './swarmState.ts';

/**
 * Decides who helps with a blocker by itself: at most one help task is open at a time and at most `maxRescuersPerBlocker` are
 * ever made; the helper is the best-matching session that is not blocked itself, unless it is blocked by this very one. Nothing
 * is decided when nobody has said how to help, because a helper without a concrete task is a helper that does nothing, nor for
 * a task that was blocked more often than it may be tried, because that is how a pretended blocker would draw everybody.
 */
export function decideRescue(state: SwarmState, blocker: BlockerId): readonly SwarmEvent[] {
  const known = state.blockers.get(blocker);
  const blocked = known && state.tasks.get(known.task);
  if (!known || known.cleared || !blocked || blocked.blockersSeen > state.policy.maxAttempts) return [];
  if (!blocked.spec.unblock && known.call === undefined) return [];
  if (openHelp(state, known).length > 0) return [];
  const best = bestHelper(state, known, unhindered(state, known));
  return best ? startRescue(state, known, best) : [];
}

/** The fact that gives a helper its task. */
export function startRescue(
  state: SwarmState,
  blocker: BlockerState,
  { session, match, work }: Candidate,
): readonly SwarmEvent[] {
  const helper = session.spec.id;
  const task = createHelpTask(state, blocker, helper, work);
  return task ? [{ type: 'rescue.started', blocker: blocker.id, helper, match, task }] : [];
}

function unhindered(state: SwarmState, blocker: BlockerState): (session: SessionState) => boolean {
  const blocked = new Set<string>();
  for (const id of state.openBlockers) {
    const other = state.blockers.get(id);
    if (other?.holds) blocked.add(other.session);
  }
  return ({ spec }) => !blocked.has(spec.id) || waitsFor(state, spec.id, blocker);
}

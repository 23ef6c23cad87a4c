import { clearBlocker } from './clearBlocker.ts';
import type { SwarmEvent } from './event.ts';
import type { BlockerId } from './ids.ts';
import type { BlockerState, SwarmState } from './swarmState.ts';
import type { TaskProgress } from './taskState.ts';

/** Ends a blocker whose cause is gone: what it waits for is over, or the claim that called for help has ended. */
export function settleBlocker(state: SwarmState, blocker: BlockerId): readonly SwarmEvent[] {
  const known = state.blockers.get(blocker);
  const by = known && !known.cleared ? causeOfEnd(state, known) : undefined;
  return known && by !== undefined ? clearBlocker(state, known, by) : [];
}

function causeOfEnd(state: SwarmState, { id, task, epoch, holds, on, conflict }: BlockerState): string | undefined {
  if (conflict) {
    const merged = state.tasks.get(task);
    if (merged?.conflict !== id) return 'what came after it';
    return isOver(merged.progress.stage) ? `the end of ${task}` : undefined;
  }
  if (!holds) {
    const calling = state.tasks.get(task);
    const holdsOn = calling?.progress.stage === 'claimed' && calling.epoch === epoch;
    return holdsOn ? undefined : 'the end of the claim that called';
  }
  if (on?.kind === 'session')
    return state.sessions.get(on.id)?.withdrawn === true ? `the leaving of ${on.id}` : undefined;
  const stage = on && state.tasks.get(on.id)?.progress.stage;
  return stage !== undefined && isOver(stage) ? `the end of ${on?.id}` : undefined;
}

function isOver(stage: TaskProgress['stage']): boolean {
  return stage === 'completed' || stage === 'cancelled';
}

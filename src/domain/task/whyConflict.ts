import type { BlockerState, SwarmState } from './swarmState.ts';
import { ownerOf, type TaskState } from './taskState.ts';

interface Explained {
  readonly reason: string;
  readonly action: string;
}

/** Both sides of a conflict, and who brings them together. */
export function explainConflict(state: SwarmState, blocker: BlockerState): Explained {
  const task = state.tasks.get(blocker.task);
  const reason = `${blocker.reason}.`;
  const { stage } = task?.progress ?? { stage: 'cancelled' };
  const solver = (task && ownerOf(task)) ?? 'a capable session';
  if (stage === 'failed')
    return {
      reason,
      action: `Bring both sides together yourself, or have it tried again from what is merged now: \`s2 reopen ${blocker.task}\`.`,
    };
  if (stage === 'submitted') return { reason, action: 'It was done again, and the merge queue takes it in order.' };
  return {
    reason,
    action: `${solver} ${stage === 'claimed' ? 'is at it' : 'takes it next, on top of what is merged now'}.`,
  };
}

/** The open conflict of a task, explained; undefined when there is none. */
export function openConflictOf(state: SwarmState, { conflict }: TaskState): Explained | undefined {
  const blocker = conflict === undefined ? undefined : state.blockers.get(conflict);
  return blocker && !blocker.cleared ? explainConflict(state, blocker) : undefined;
}

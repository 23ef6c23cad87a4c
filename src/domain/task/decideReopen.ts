import type { SwarmEvent } from './event.ts';
import { helpedBy } from './helpDuty.ts';
import type { TaskId } from './ids.ts';
import { isOwnWork } from './ownWork.ts';
import { accept, refuse, type Decision } from './refusal.ts';
import type { SwarmState } from './swarmState.ts';
import type { TaskState } from './taskState.ts';

/**
 * Decides what reopening a task comes to; only a person asks for it. A failed task gets new attempts. A completed one is done
 * again: whoever works on, or has submitted, something that waits for it loses that at once. Completed dependents stay merged
 * and are marked, or are done again as well when `withDependents` says so, theirs included.
 */
export function decideReopen(
  state: SwarmState,
  id: TaskId,
  asked: { readonly reason: string; readonly withDependents: boolean },
): Decision<SwarmEvent> {
  const task = state.tasks.get(id);
  if (!task) return refuse({ code: 'unknown', what: 'task', id });
  const { stage } = task.progress;
  if (stage !== 'failed' && stage !== 'completed')
    return refuse({
      code: 'forbidden',
      reason: `${id} has neither failed nor been completed`,
      next: `\`s2 why ${id}\` says what it does or waits for.`,
    });
  if (stage === 'completed' && isOwnWork(task.spec))
    return refuse({ code: 'forbidden', reason: `${id} was help with what is over` });
  const { helps, session } = task.spec;
  const helped = helps === undefined ? undefined : state.blockers.get(helps);
  if (helped && !helped.cleared && session !== undefined && helpedBy(state, helped.session).has(session))
    return refuse({ code: 'forbidden', reason: `${helped.session} is helping ${session} now; both would wait` });
  const reopened = [...(asked.withDependents ? completedDependents(state, id) : []), id];
  const fenced = stage === 'completed' ? heldDependents(state, reopened) : [];
  return accept(
    ...fenced.map((held) => fence(held)),
    ...reopened.map((again) => ({ type: 'task.reopened', task: again, reason: asked.reason }) as const),
  );
}

/** The completed tasks that were built on `id`, directly or through other completed ones; those that wait for others come first. */
export function completedDependents(state: SwarmState, id: TaskId): readonly TaskId[] {
  const seen = new Set<TaskId>([id]);
  const ordered: TaskId[] = [];
  // With a stack of its own: a chain may be as long as the plan.
  const stack = [{ id, next: dependentsOf(state, id) }];
  for (let top = stack.at(-1); top; top = stack.at(-1)) {
    const dependent = top.next.pop();
    if (dependent === undefined) {
      stack.pop();
      if (top.id !== id) ordered.push(top.id);
    } else if (!seen.has(dependent) && state.tasks.get(dependent)?.progress.stage === 'completed') {
      seen.add(dependent);
      stack.push({ id: dependent, next: dependentsOf(state, dependent) });
    }
  }
  return ordered;
}

function dependentsOf(state: SwarmState, id: TaskId): TaskId[] {
  return [...(state.dependents.get(id) ?? [])];
}

/** Who works on, or has submitted, something that waits for one of these. */
function heldDependents(state: SwarmState, ids: readonly TaskId[]): readonly TaskState[] {
  const waiting = new Set(ids.flatMap((id) => dependentsOf(state, id)));
  return [...waiting].flatMap((id) => {
    const task = state.tasks.get(id);
    return task && (task.progress.stage === 'claimed' || task.progress.stage === 'submitted') ? [task] : [];
  });
}

function fence({ spec, epoch }: TaskState): SwarmEvent {
  return { type: 'task.released', task: spec.id, epoch, reason: 'prerequisite-reopened' };
}

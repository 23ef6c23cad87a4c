import { keepFrom } from './decideClaim.ts';
import type { SwarmEvent } from './event.ts';
import type { BlockerId, TaskId } from './ids.ts';
import { refuse, accept, type Decision } from './refusal.ts';
import type { BlockerState, SwarmState } from './swarmState.ts';

/** Decides whether a blocker may be cleared by `by` (a session or a person, named for the record). */
export function decideClearBlocker(state: SwarmState, blocker: BlockerId, by: string): Decision<SwarmEvent> {
  const known = state.blockers.get(blocker);
  if (!known || known.cleared) return refuse({ code: 'unknown', what: 'blocker', id: blocker });
  return accept(...clearBlocker(state, known, by));
}

/** A cleared blocker needs no help any more: help tasks that nobody works on go with it. */
export function clearBlocker(state: SwarmState, blocker: BlockerState, by: string): readonly SwarmEvent[] {
  const idle = [...blocker.helpers.values()].filter((id) => {
    const stage = state.tasks.get(id)?.progress.stage;
    return stage === 'open' || stage === 'failed';
  });
  return [
    { type: 'blocker.cleared', blocker: blocker.id, by },
    ...idle.flatMap((task) => withdrawHelp(state, task, by)),
  ];
}

/** Takes a help task back that nobody holds, with every blocker that stands on it: none may stay on what is no longer to be done. */
export function withdrawHelp(state: SwarmState, task: TaskId, by: string): readonly SwarmEvent[] {
  const standing = [...(state.tasks.get(task)?.blockers ?? [])].flatMap((id) => {
    const blocker = state.blockers.get(id);
    return blocker ? clearBlocker(state, blocker, by) : [];
  });
  return [...standing, { type: 'task.withdrawn', task }];
}

/** Takes help back that was not begun for a lease: that its helper could have begun it counts against the helper. */
export function withdrawIdleHelp(state: SwarmState, task: TaskId): readonly SwarmEvent[] {
  const known = state.tasks.get(task);
  const helper = known?.spec.session === undefined ? undefined : state.sessions.get(known.spec.session);
  const wasFree = known && helper && keepFrom(state, helper, known) === undefined;
  return withdrawHelp(state, task, 'idle help').map((event) =>
    wasFree && event.type === 'task.withdrawn' && event.task === task ? { ...event, idle: true } : event,
  );
}

import type { SessionId, TaskId } from './ids.ts';
import type { SwarmState } from './swarmState.ts';
import type { TaskState } from './taskState.ts';

/** The lowest phase of `session` that has unfinished tasks; undefined when all its phases are done. */
export function currentPhase(state: SwarmState, session: SessionId): number | undefined {
  let lowest: number | undefined;
  for (const [phase, open] of state.sessions.get(session)?.openByPhase ?? []) {
    if (open.size > 0 && (lowest === undefined || phase < lowest)) lowest = phase;
  }
  return lowest;
}

/** The unfinished tasks of earlier phases of the task's own session: while there are any, its phase gate is shut. */
export function gatingTasks(state: SwarmState, task: TaskState): readonly TaskId[] {
  const { session, phase } = task.spec;
  if (session === undefined || phase === undefined) return [];
  const gating: TaskId[] = [];
  for (const [earlier, open] of state.sessions.get(session)?.openByPhase ?? []) {
    if (earlier < phase) gating.push(...open);
  }
  return gating;
}

/** Whether a prerequisite, a blocker or the phase gate keeps the task from being claimed by anybody. */
export function isHeldBack(state: SwarmState, task: TaskState): boolean {
  if (task.openDependencies.size > 0 || task.blockers.size > 0) return true;
  const { session, phase } = task.spec;
  if (session === undefined || phase === undefined) return false;
  const current = currentPhase(state, session);
  return current !== undefined && current < phase;
}

/** Puts the task into or takes it out of the index of ready tasks that it belongs to. */
export function refreshReady(state: SwarmState, task: TaskState): void {
  const { id, session } = task.spec;
  const index = session === undefined ? state.readyUnowned : state.sessions.get(session)?.ready;
  if (task.progress.stage === 'open' && !isHeldBack(state, task)) index?.add(id);
  else index?.delete(id);
}

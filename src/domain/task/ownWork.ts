import type { TaskSpec } from './plan.ts';
import type { TaskState } from './taskState.ts';

/** Whether the swarm has planned the task itself, for one session: help with a blocker, or the search for the cause of an error. No plan lists it. */
export function isOwnWork({ helps, debugs }: Pick<TaskSpec, 'helps' | 'debugs'>): boolean {
  return helps !== undefined || debugs !== undefined;
}

/** Whether the task was given to one session, and nobody else may take it over: its own work, or a conflict that it is to solve. */
export function isGiven({ spec, solver }: Pick<TaskState, 'spec' | 'solver'>): boolean {
  return isOwnWork(spec) || solver !== undefined;
}

import type { TaskSpec } from './plan.ts';

/** Whether the swarm has planned the task itself, for one session: help with a blocker, or the search for the cause of an error. No plan lists it. */
export function isOwnWork({ helps, debugs }: Pick<TaskSpec, 'helps' | 'debugs'>): boolean {
  return helps !== undefined || debugs !== undefined;
}

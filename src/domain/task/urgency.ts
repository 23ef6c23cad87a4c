import type { TaskId } from './ids.ts';
import type { TaskSpec } from './plan.ts';

/** Waiting this long makes up for one step of priority, so that nothing starves. */
export const ageingMs = 30 * 60_000;

/**
 * When a task is due, ms since epoch: earlier is sooner. Its priority falls due `ageingMs` later per step, so at any moment
 * the task with the least `priority − age ÷ ageingMs` is the one that is due first: age raises urgency, and still the order
 * between two tasks never changes, which is what lets an index keep it. Help tasks come before everything, because somebody
 * stands still for them.
 */
export function dueAt(spec: Pick<TaskSpec, 'helps' | 'priority'>, plannedAt: number): number {
  return spec.helps === undefined ? plannedAt + Number(spec.priority.slice(1)) * ageingMs : Number.NEGATIVE_INFINITY;
}

/** What orders tasks: when they are due, then age, then id. */
export interface Due {
  readonly dueAt: number;
  readonly plannedAt: number;
  readonly id: TaskId;
}

/** Below zero when `a` comes before `b`. */
export function compareDue(a: Due, b: Due): number {
  // Not by subtraction: two help tasks are both due at minus infinity.
  if (a.dueAt !== b.dueAt) return a.dueAt < b.dueAt ? -1 : 1;
  if (a.plannedAt !== b.plannedAt) return a.plannedAt < b.plannedAt ? -1 : 1;
  if (a.id === b.id) return 0;
  return a.id < b.id ? -1 : 1;
}

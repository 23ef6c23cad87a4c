import type { TaskView } from './swarmSnapshot.ts';

/** What reopening a task touches. */
export interface BuiltOn {
  /** Who waits for it and loses work that is under way. */
  readonly underWay: readonly string[];
  /** What is merged with its earlier version, and marked as that. */
  readonly outdated: readonly string[];
  /** The completed tasks that were built on those in turn: they are not marked. */
  readonly further: readonly string[];
}

/** Looks up what was built on a task, directly or through completed tasks. */
export function builtOn(tasks: readonly TaskView[], id: string): BuiltOn {
  const dependents = new Map<string, TaskView[]>();
  for (const task of tasks)
    for (const needed of task.dependsOn) dependents.set(needed, [...(dependents.get(needed) ?? []), task]);
  const direct = dependents.get(id) ?? [];
  const completed = new Set<string>();
  const left = [...direct];
  for (let task = left.pop(); task; task = left.pop()) {
    if (task.status !== 'completed' || completed.has(task.id)) continue;
    completed.add(task.id);
    left.push(...(dependents.get(task.id) ?? []));
  }
  return {
    underWay: direct.filter(({ status }) => status === 'claimed' || status === 'verifying').map((task) => task.id),
    outdated: tasks.filter((task) => completed.has(task.id) && direct.includes(task)).map((task) => task.id),
    further: tasks.filter((task) => completed.has(task.id) && !direct.includes(task)).map((task) => task.id),
  };
}

import type { TaskView } from './swarmSnapshot.ts';

/** What reopening a task touches: who loses work that is under way, and which tasks stay merged with its earlier version. */
export interface BuiltOn {
  readonly underWay: readonly string[];
  readonly completed: readonly string[];
}

/** Looks up what was built on a task: those that wait for it directly and are at work, and the completed ones, their own dependents included. */
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
    completed: tasks.filter((task) => completed.has(task.id)).map((task) => task.id),
  };
}

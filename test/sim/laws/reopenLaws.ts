import type { TaskId } from '../../../src/domain/task/ids.ts';
import type { SwarmState } from '../../../src/domain/task/swarmState.ts';
import type { Entry } from '../../../src/domain/witness/entry.ts';

/** Every task that is merged with an earlier version of a prerequisite is marked with it, and no other: by the ledger alone. */
export function checkOutdated(entries: readonly Entry[], state: SwarmState): string | undefined {
  const needs = new Map<TaskId, readonly TaskId[]>();
  const done = new Set<TaskId>();
  const marks = new Map<TaskId, Set<TaskId>>();
  for (const { event } of entries) {
    if (event.type === 'task.planned' || event.type === 'rescue.started' || event.type === 'recovery.started') {
      needs.set(event.task.id, event.task.dependsOn);
      marks.delete(event.task.id);
    } else if (event.type === 'task.completed') done.add(event.task);
    else if (event.type === 'task.reopened' && done.delete(event.task)) {
      marks.delete(event.task);
      for (const [id, dependsOn] of needs)
        if (done.has(id) && dependsOn.includes(event.task))
          marks.set(id, (marks.get(id) ?? new Set<TaskId>()).add(event.task));
    }
  }
  for (const { spec, outdated } of state.tasks.values()) {
    const expected = [...(marks.get(spec.id) ?? [])].sort().join();
    const marked = [...outdated].sort().join();
    if (marked !== expected) return `${spec.id} is marked as outdated by ${marked}, not by ${expected}`;
  }
  return undefined;
}

/** What is merged and was built on an earlier version of something. */
export function outdatedWork(state: SwarmState): readonly string[] {
  return [...state.tasks.values()]
    .filter(({ outdated, progress }) => outdated.size > 0 && progress.stage === 'completed')
    .map(({ spec }) => spec.id);
}

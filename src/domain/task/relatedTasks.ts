import { overlapPaths } from '../agent/overlapPaths.ts';
import type { SwarmState } from './swarmState.ts';
import type { TaskState } from './taskState.ts';

/** So many merged tasks are asked whether they still hold; of more, those that were merged last. */
export const maxRelated = 32;

/**
 * The merged tasks whose verify commands have to pass on a merge of `task` as well: those that it depends on or that depend on it, those
 * that name a deliverable of its own, and, when its session is one half of a complement, those of the other half.
 */
export function relatedTasks(state: SwarmState, task: TaskState): readonly TaskState[] {
  const near = new Set([...task.spec.dependsOn, ...(state.dependents.get(task.spec.id) ?? [])]);
  const half = complementOf(state, task);
  const found: TaskState[] = [];
  for (const other of state.tasks.values()) {
    if (other === task || other.progress.stage !== 'completed' || other.spec.verify.length === 0) continue;
    const isOtherHalf = half !== undefined && half.has(other.progress.by);
    if (near.has(other.spec.id) || isOtherHalf || shareDeliverable(task, other)) found.push(other);
  }
  return newest(found);
}

/** Whether the two name a file that may be the same. */
function shareDeliverable({ spec }: TaskState, other: TaskState): boolean {
  return spec.files.some((file) => other.spec.files.some((named) => overlapPaths(file, named)));
}

/** The sessions that are the other half of the interface that the task's session is one half of. */
function complementOf(state: SwarmState, { progress }: TaskState): ReadonlySet<string> | undefined {
  if (progress.stage !== 'submitted') return undefined;
  const { by } = progress;
  if (state.sessions.get(by)?.spec.relation !== 'complement') return undefined;
  const halves = [...state.sessions.values()].filter(({ spec }) => spec.relation === 'complement' && spec.id !== by);
  return new Set(halves.map(({ spec }) => spec.id));
}

function newest(tasks: readonly TaskState[]): readonly TaskState[] {
  if (tasks.length <= maxRelated) return tasks;
  const at = ({ progress }: TaskState): number => (progress.stage === 'completed' ? progress.at : 0);
  return [...tasks].sort((a, b) => at(b) - at(a)).slice(0, maxRelated);
}

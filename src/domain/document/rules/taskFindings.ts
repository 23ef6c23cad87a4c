import type { TaskNode } from '../model.ts';
import type { Finding, TaskSetting } from '../rule.ts';
import type { PlacedTask } from '../world.ts';

/** The tasks of phase files: only they state how the work is done, boards and lists do not. */
export function phaseTasks(world: TaskSetting): readonly PlacedTask[] {
  return world.tasks.filter(({ document }) => document.kind === 'phase');
}

/**
 * Findings about something that tasks lack. In a swarm and in canonical files each task gets its own; a legacy file outside a
 * swarm, where nobody is going to launch anything, gets one for all of its tasks.
 */
export function lackFindings(
  world: TaskSetting,
  lacks: (task: TaskNode, placed: PlacedTask) => boolean,
  what: string,
  advice: string,
): readonly Finding[] {
  const lacking = phaseTasks(world).filter((placed) => lacks(placed.task, placed));
  return [...Map.groupBy(lacking, ({ document }) => document)].flatMap(([document, tasks]) => {
    const [first] = tasks;
    if (!first) return [];
    if (world.manifest || document.dialect === 'canonical') {
      return tasks.map(({ task }) => ({
        file: document.path,
        range: task.range,
        message: `${task.id.value} has no ${what}; ${advice}.`,
      }));
    }
    const message = `${tasks.length} of ${document.tasks.length} tasks have no ${what}, the first is ${first.task.id.value}; ${advice}.`;
    return [{ file: document.path, range: first.task.range, message, severity: 'info' }];
  });
}

import type { WorldRule } from '../rule.ts';
import type { PlacedTask, World } from '../world.ts';

/** Two tasks with one id: a claim on one would be a claim on the other. */
export const duplicateTaskId: WorldRule = {
  id: 'phase/duplicate-task-id',
  scope: 'world',
  severity: 'error',
  loose: 'warning',
  summary: 'Two tasks have the same id.',
  check: (world) =>
    [...world.byId.values()].flatMap((tasks) =>
      groups(world, tasks).flatMap(([first, ...others]) =>
        others
          .filter((other) => !isRowBelow(other, first))
          .map(({ task, document }) => ({
            file: document.path,
            range: task.id.range,
            message: `${task.id.value} is already the id of a task in ${first?.document.path}:${(first?.task.range.start.line ?? 0) + 1}; give this one an id of its own${task.id.implicit ? ' with **ID:**' : ''}.`,
          })),
      ),
    ),
};

/** Outside a swarm the same task stands in many documents; only within one file is that a mistake. */
function groups(world: World, tasks: readonly PlacedTask[]): readonly (readonly PlacedTask[])[] {
  if (world.manifest) return [tasks];
  return [...Map.groupBy(tasks, ({ document }) => document).values()].filter(
    ([first]) => first?.document.kind === 'phase',
  );
}

/** Two rows of one board are a finding of `board/duplicate-row`. */
function isRowBelow({ document }: PlacedTask, first: PlacedTask | undefined): boolean {
  return document.kind === 'board' && document === first?.document;
}

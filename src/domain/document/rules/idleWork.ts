import { findIdleWork, idleById, type PlacedIdle } from '../idleWork.ts';
import type { Finding, WorldRule } from '../rule.ts';
import { resolveDependency, type World } from '../world.ts';

/** Work for spare time that nobody can do is left out of the plan, and planned work must not wait for it. */
export const idleWork: WorldRule = {
  id: 'phase/idle-work',
  scope: 'world',
  severity: 'warning',
  loose: 'off',
  summary: 'Work for spare time that nobody can do, or that planned work waits for.',
  check: (world) => {
    const found = findIdleWork(world);
    const undone = found.filter(({ problem }) => problem !== undefined);
    const fillers = Map.groupBy(
      undone.filter(({ work }) => work.kind === 'filler'),
      ({ document }) => document,
    );
    return [
      ...undone.filter(({ work }) => work.kind !== 'filler').map(describe),
      ...[...fillers.values()].flatMap(describeAll),
      ...waits(world, idleById(found)),
    ];
  },
};

function describe({ title, problem, document, range }: PlacedIdle): Finding {
  const message = `The idle task ${title} ${problem}, so it is left out; write it as a task with - **Run:** and name its id.`;
  return { file: document.path, range, message };
}

/** A catalogue of filler without commands gets one finding. */
function describeAll(fillers: readonly PlacedIdle[]): readonly Finding[] {
  const [first] = fillers;
  if (!first) return [];
  const more = fillers.length > 1 ? ` and ${fillers.length - 1} more` : '';
  const message = `The filler task ${first.id}${more} ${first.problem}, so it is left out; write ## Task 1: Title with - **Run:**.`;
  return [{ file: first.document.path, range: first.range, message, severity: 'info' }];
}

function waits(world: World, idle: ReadonlyMap<string, PlacedIdle>): readonly Finding[] {
  if (idle.size === 0) return [];
  return world.tasks.flatMap((placed) => {
    if (idle.has(placed.task.id.value)) return [];
    return placed.task.dependsOn.flatMap((written): Finding[] => {
      const needed = resolveDependency(world, placed, written)?.task.id.value;
      if (needed === undefined || !idle.has(needed)) return [];
      const message = `${placed.task.id.value} waits for ${needed}, which is done in spare time or never; take it out of the idle tasks, or drop the dependency.`;
      return [{ file: placed.document.path, range: written.range, message, severity: 'error' }];
    });
  });
}

import type { WorldRule } from '../rule.ts';
import { isSameSession } from '../subject.ts';
import { resolveDependency, type PlacedTask } from '../world.ts';

/** It holds its whole phase back until another session is far ahead. Within one session the gate makes it a circle. */
export const laterPhaseDependency: WorldRule = {
  id: 'phase/later-phase-dependency',
  scope: 'world',
  severity: 'warning',
  loose: 'info',
  summary: 'A task depends on a task of a later phase.',
  check: (world) =>
    world.tasks.flatMap((placed) =>
      placed.task.dependsOn.flatMap((written) => {
        const target = resolveDependency(world, placed, written);
        const own = placed.task.phase?.value;
        const other = target?.task.phase?.value;
        if (!target || own === undefined || other === undefined || other <= own) return [];
        if (world.manifest && isOneSession(placed, target)) return [];
        const message = `${placed.task.id.value} of phase ${own} depends on ${target.task.id.value} of phase ${other}; move one of them, or its whole phase waits.`;
        return [{ file: placed.document.path, range: written.range, message }];
      }),
    ),
};

function isOneSession(a: PlacedTask, b: PlacedTask): boolean {
  if (a.session && b.session) return a.session === b.session;
  return (
    a.task.session !== undefined &&
    b.task.session !== undefined &&
    isSameSession(a.task.session.value, b.task.session.value)
  );
}

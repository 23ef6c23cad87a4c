import { findCycles, type CycleStep } from '../dependencyGraph.ts';
import type { DocumentKind } from '../documentKind.ts';
import type { Finding } from '../rule.ts';
import type { World } from '../world.ts';

/** Circles of tasks that wait for one another, each shown at its first written dependency, if that stands in a document of some kinds. */
export function cycleFindings(world: World, isShown: (kind: DocumentKind) => boolean): readonly Finding[] {
  return findCycles(world).flatMap((cycle) => {
    const at = cycle.find((step) => step.written);
    if (!at?.written || !isShown(at.from.document.kind)) return [];
    const start = cycle.indexOf(at);
    const path = [...cycle.slice(start), ...cycle.slice(0, start), at];
    return [
      {
        file: at.from.document.path,
        range: at.written.range,
        message: `Nothing of this can ever start: ${path.map(show).join(' → ')}; remove one of these dependencies.`,
      },
    ];
  });
}

function show(step: CycleStep): string {
  const { task, document } = step.from;
  return `${task.id.value} (${document.path}:${task.range.start.line + 1})`;
}

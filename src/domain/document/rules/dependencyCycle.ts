import { findCycles, type CycleStep } from '../dependencyGraph.ts';
import type { WorldRule } from '../rule.ts';

/** Tasks that wait for one another, over any number of files; the phase gates of a swarm count as waiting. */
export const dependencyCycle: WorldRule = {
  id: 'phase/dependency-cycle',
  scope: 'world',
  severity: 'error',
  loose: 'warning',
  summary: 'Tasks wait for one another in a circle.',
  check: (world) =>
    findCycles(world).flatMap((cycle) => {
      const at = cycle.find((step) => step.written);
      if (!at?.written) return [];
      const start = cycle.indexOf(at);
      const path = [...cycle.slice(start), ...cycle.slice(0, start), at];
      return [
        {
          file: at.from.document.path,
          range: at.written.range,
          message: `Nothing of this can ever start: ${path.map(show).join(' → ')}; remove one of these dependencies.`,
        },
      ];
    }),
};

function show(step: CycleStep): string {
  const { task, document } = step.from;
  return `${task.id.value} (${document.path}:${task.range.start.line + 1})`;
}

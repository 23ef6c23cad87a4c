import { createOrder } from '../dependencyGraph.ts';
import { matchesGlob } from '../glob.ts';
import type { Written } from '../model.ts';
import type { Finding, WorldRule } from '../rule.ts';
import type { PlacedTask } from '../world.ts';

/** Globs are compared with every path; beyond this many only equal texts are found. */
const mostComparisons = 200_000;

/** Two agents that write one file at the same time cost a merge conflict, or the work of one of them. */
export const duplicateDeliverable: WorldRule = {
  id: 'phase/duplicate-deliverable',
  scope: 'world',
  severity: 'warning',
  loose: 'off',
  summary: 'Two tasks write the same file, and neither waits for the other.',
  check: (world) => {
    const order = createOrder(world);
    const said = new Set<string>();
    return sharedFiles(world.tasks).flatMap(({ earlier, later, file }): readonly Finding[] => {
      const pair = `${earlier.task.id.value}\n${later.task.id.value}`;
      if (earlier.task === later.task || said.has(pair) || order.isOrdered(earlier, later)) return [];
      said.add(pair);
      const { task, document } = earlier;
      const message = `${later.task.id.value} writes ${file.value.slice(0, 80)}, and so does ${task.id.value} (${document.path}:${task.range.start.line + 1}); let one depend on the other.`;
      return [{ file: later.document.path, range: file.range, message }];
    });
  },
};

interface Shared {
  readonly earlier: PlacedTask;
  readonly later: PlacedTask;
  readonly file: Written;
}

interface Delivery {
  readonly placed: PlacedTask;
  readonly file: Written;
  readonly path: string;
}

/** Each path with the delivery before it, and each glob with the paths that it matches. */
function sharedFiles(tasks: readonly PlacedTask[]): readonly Shared[] {
  const all = tasks.flatMap((placed) => placed.task.files.map((file) => ({ placed, file, path: normal(file.value) })));
  const shared = [...Map.groupBy(all, ({ path }) => path).values()].flatMap((same) =>
    same.slice(1).map((later, index) => toShared(same[index] ?? later, later)),
  );
  // What matches everything is a finding of `phase/unsafe-glob`.
  const globs = all.filter(({ path }) => /[*?{]/.test(path) && /[^*./]/.test(path));
  const paths = all.filter(({ path }) => !/[*?{]/.test(path));
  if (globs.length * paths.length > mostComparisons) return shared;
  return [
    ...shared,
    ...globs.flatMap((glob) =>
      paths.filter(({ path }) => matchesGlob(glob.path, path)).map((other) => toShared(other, glob)),
    ),
  ];
}

function toShared(earlier: Delivery, later: Delivery): Shared {
  return { earlier: earlier.placed, later: later.placed, file: later.file };
}

function normal(path: string): string {
  return path.replace(/^(?:\.\/)+/, '').replace(/\/$/, '/**');
}

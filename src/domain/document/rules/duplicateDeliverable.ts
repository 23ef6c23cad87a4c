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
    const shared = sharedFiles(world.tasks);
    if (shared.length === 0) return [];
    const order = createOrder(world);
    const said = new Set<string>();
    return shared.flatMap(({ earlier, later, file }): readonly Finding[] => {
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
  readonly isGlob: boolean;
}

/** Tasks stay the same objects while their documents do, so that after an edit only what is new is taken apart. */
const known = new WeakMap<PlacedTask, readonly Delivery[]>();

function deliveriesOf(placed: PlacedTask): readonly Delivery[] {
  const before = known.get(placed);
  if (before) return before;
  const found = placed.task.files.map((file) => {
    const path = normal(file.value);
    return { placed, file, path, isGlob: /[*?{]/.test(path) };
  });
  known.set(placed, found);
  return found;
}

/** Each path with the delivery before it, and each glob with the paths that it matches. */
function sharedFiles(tasks: readonly PlacedTask[]): readonly Shared[] {
  const all = tasks.flatMap(deliveriesOf);
  const shared = repeated(all);
  // What matches everything is a finding of `phase/unsafe-glob`.
  const globs = all.filter(({ path, isGlob }) => isGlob && /[^*./]/.test(path));
  if (globs.length === 0) return shared;
  const paths = all.filter(({ isGlob }) => !isGlob);
  if (globs.length * paths.length > mostComparisons) return shared;
  return [
    ...shared,
    ...globs.flatMap((glob) =>
      paths.filter(({ path }) => matchesGlob(glob.path, path)).map((other) => toShared(other, glob)),
    ),
  ];
}

/** Each delivery of a path with the one before it, path by path in the order in which they first repeat. */
function repeated(all: readonly Delivery[]): readonly Shared[] {
  const latest = new Map<string, Delivery>();
  const shared = new Map<string, Shared[]>();
  for (const delivery of all) {
    const earlier = latest.get(delivery.path);
    latest.set(delivery.path, delivery);
    if (!earlier) continue;
    const same = shared.get(delivery.path) ?? [];
    same.push(toShared(earlier, delivery));
    shared.set(delivery.path, same);
  }
  return [...shared.values()].flat();
}

function toShared(earlier: Delivery, later: Delivery): Shared {
  return { earlier: earlier.placed, later: later.placed, file: later.file };
}

function normal(path: string): string {
  return path.replace(/^(?:\.\/)+/, '').replace(/\/$/, '/**');
}

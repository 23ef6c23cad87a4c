import type { DocumentKind } from '../documentKind.ts';
import type { Finding } from '../rule.ts';
import { resolveDependency, type World } from '../world.ts';

/** Looking for the nearest id takes time with the size of the plan; a document full of nonsense shall not take minutes. */
const mostSuggestions = 100;

/** Dependencies of the tasks in documents of some kinds that name no task, each with the task that was probably meant. */
export function unknownDependencies(
  world: World,
  isChecked: (kind: DocumentKind) => boolean,
  nearest: (text: string, candidates: Iterable<string>) => string | undefined,
): readonly Finding[] {
  let suggestions = mostSuggestions;
  let ids: ReadonlySet<string> | undefined;
  return world.tasks.flatMap((placed) => {
    const { task, document } = placed;
    if (!isChecked(document.kind)) return [];
    const unknown = task.dependsOn.filter((written) => !resolveDependency(world, placed, written));
    const own = task.id.value;
    return unknown.map(({ value, range }) => {
      ids ??= new Set(world.tasks.map(({ task: one }) => one.id.value));
      const guess = suggestions-- > 0 ? nearest(value, ids) : undefined;
      // A task never waits for itself.
      const meant = guess === own ? undefined : guess;
      const advice = meant ? `did you mean ${meant}?` : 'write the id of a task of this plan, or remove it.';
      return {
        file: document.path,
        range,
        message: `${task.id.value} depends on ${value.slice(0, 80)}, which is no task here; ${advice}`,
        ...(meant ? { fix: { title: `Replace with ${meant}`, edits: [{ range, newText: meant }] } } : {}),
      };
    });
  });
}

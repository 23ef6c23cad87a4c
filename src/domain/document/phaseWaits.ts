import { blockedOn } from './blocking.ts';
import { isIdleField, readIdleEntries } from './idleEntries.ts';
import { splitList } from './inlineText.ts';
import type { SwarmDocument, Written } from './model.ts';
import { resolveDependency, type PlacedTask, type World } from './world.ts';

/** More than this in one field is no list of tasks. */
const mostWaits = 50;

/**
 * What a task waits for: what it depends on, and what its phase file as a whole is blocked on, wherever that names a task of another
 * session. Work for spare time is done meanwhile and does not wait for the latter.
 */
export function waitsOf(world: World, placed: PlacedTask): readonly Written[] {
  const { task, document } = placed;
  if (!world.manifest || document.kind !== 'phase') return task.dependsOn;
  const waits = waitsOfFile(world, document);
  if (waits.length === 0 || isForSpareTime(document, task.id.value)) return task.dependsOn;
  return [...task.dependsOn, ...waits];
}

/** The parts of `**Blocked on:**` that name a task of another session. */
export function waitsOfFile(world: World, document: SwarmDocument): readonly Written[] {
  const field = blockedOn(document);
  const [task] = document.tasks;
  if (!field || !task) return [];
  const from = { task, document };
  return splitList(field.value, ',;')
    .slice(0, mostWaits)
    .filter((written) => {
      const target = resolveDependency(world, from, written);
      return target !== undefined && target.task.session?.value !== task.session?.value;
    });
}

function isForSpareTime(document: SwarmDocument, id: string): boolean {
  const wanted = id.toLowerCase();
  return document.fields.some(
    (field) => isIdleField(field) && readIdleEntries(field).some(({ name }) => name.value.toLowerCase() === wanted),
  );
}

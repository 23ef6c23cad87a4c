import { expected } from '../checkShape.ts';
import type { YamlNode } from '../parsers.ts';
import type { Located, Position } from '../range.ts';
import type { Key, Shape } from '../shape.ts';
import { swarmShape } from '../swarmShape.ts';
import type { HoverCard } from './hoverCard.ts';
import { touches } from './mention.ts';

/** One step into swarm.yaml: a key, or an item of a list. */
export type YamlStep = { readonly key: string } | 'item';

/** What may stand behind a path; undefined when the path leads nowhere that is known. */
export function shapeAt(path: readonly YamlStep[]): Shape | undefined {
  return path.reduce<Shape | undefined>(stepInto, swarmShape);
}

function stepInto(shape: Shape | undefined, step: YamlStep): Shape | undefined {
  if (step === 'item') return shape?.type === 'list' ? shape.of : undefined;
  if (shape?.type === 'record') return shape.of;
  return shape && keyIn(shape, step.key)?.shape;
}

/** The key of a map's shape; undefined for a key that is not known. */
export function keyIn(shape: Shape, name: string): Key | undefined {
  return shape.type === 'map' && Object.hasOwn(shape.keys, name) ? shape.keys[name] : undefined;
}

/** What a key is for and what may be written behind it, in a sentence or two. */
export function aboutKey({ shape, required, idle, legacy }: Key): string {
  return [
    ...(shape.about === undefined ? [] : [shape.about]),
    `Takes ${expected(shape)}.`,
    ...(required ? ['Has to be there.'] : []),
    ...(idle ? ['Read, but not acted on in this version.'] : []),
    ...(legacy === undefined ? [] : [`From older plans: ${legacy}.`]),
  ].join(' ');
}

/** The card of the key of swarm.yaml at a place. */
export function hoverSwarmKey(root: YamlNode, position: Position): HoverCard | undefined {
  const found = keyAt(root, swarmShape, position);
  if (!found) return undefined;
  return { range: found.key.range, title: found.key.value, rows: [{ label: '', text: aboutKey(found.known) }] };
}

function keyAt(
  node: YamlNode,
  shape: Shape,
  position: Position,
): { readonly key: Located<string>; readonly known: Key } | undefined {
  if (node.kind === 'list') {
    const item = node.items.find(({ range }) => touches(range, position));
    return item && shape.type === 'list' ? keyAt(item, shape.of, position) : undefined;
  }
  if (node.kind !== 'map') return undefined;
  for (const { key, value } of node.entries) {
    const known = keyIn(shape, key.value);
    if (known && touches(key.range, position)) return { key, known };
    const inner = known?.shape ?? (shape.type === 'record' ? shape.of : undefined);
    if (inner && touches(value.range, position)) return keyAt(value, inner, position);
  }
  return undefined;
}

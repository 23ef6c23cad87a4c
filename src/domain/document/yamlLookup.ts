import type { YamlNode } from './parsers.ts';
import type { Located } from './range.ts';

/** The entries of a map; none for anything else. */
export function entriesAt(node: YamlNode | undefined): Extract<YamlNode, { kind: 'map' }>['entries'] {
  return node?.kind === 'map' ? node.entries : [];
}

/** The value of a key of a map. */
export function valueAt(node: YamlNode | undefined, key: string): YamlNode | undefined {
  return entriesAt(node).find((entry) => entry.key.value === key)?.value;
}

/** The items of a list at a key of a map. */
export function itemsAt(node: YamlNode | undefined, key: string): readonly YamlNode[] {
  const value = valueAt(node, key);
  return value?.kind === 'list' ? value.items : [];
}

/** The text at a key of a map, with its place. */
export function textAt(node: YamlNode | undefined, key: string): Located<string> | undefined {
  const value = valueAt(node, key);
  return value && toText(value)[0];
}

/** The texts of a list at a key of a map. */
export function textsAt(node: YamlNode | undefined, key: string): readonly Located<string>[] {
  return itemsAt(node, key).flatMap(toText);
}

/** The text of a scalar, with its place; none for anything else, and for an empty one. */
export function toText(node: YamlNode): readonly Located<string>[] {
  if (node.kind !== 'scalar' || node.value === null || node.text.trim() === '') return [];
  return [{ value: node.text, range: node.range }];
}

/** The number at a key of a map. */
export function numberAt(node: YamlNode | undefined, key: string): number | undefined {
  const value = valueAt(node, key);
  return value?.kind === 'scalar' && typeof value.value === 'number' ? value.value : undefined;
}

import { assertNever } from '../../base/assertNever.ts';
import { readMoney } from './estimate.ts';
import { nearest } from './nearest.ts';
import type { YamlNode } from './parsers.ts';
import type { Fix } from './problem.ts';
import type { Located, Range } from './range.ts';
import type { Key, Shape } from './shape.ts';

/** One thing in swarm.yaml that a person should know; `idle` and `legacy` keys are read all the same. */
export interface ShapeFinding {
  readonly code: 'unknown-key' | 'missing-key' | 'wrong-value' | 'idle' | 'legacy';
  readonly message: string;
  readonly range: Range;
  readonly fix?: Fix;
}

/** Compares a YAML value with a shape. Each idle key is reported once, wherever else it stands. */
export function checkShape(root: YamlNode, shape: Shape): readonly ShapeFinding[] {
  const findings: ShapeFinding[] = [];
  const idle = new Set<Key>();
  visit({ node: root, shape, path: 'swarm.yaml' });
  return findings;

  function visit(place: { readonly node: YamlNode; readonly shape: Shape; readonly path: string }): void {
    const { node, shape: wanted, path } = place;
    if (wanted.type === 'anything') return;
    if (wanted.type === 'map' && node.kind === 'map') {
      visitKeys(node, wanted, path);
    } else if (wanted.type === 'record' && node.kind === 'map') {
      for (const { key, value } of node.entries)
        visit({ node: value, shape: wanted.of, path: `${path} › ${key.value}` });
    } else if (wanted.type === 'list' && node.kind === 'list') {
      for (const item of node.items) visit({ node: item, shape: wanted.of, path });
    } else {
      const complaint = complain(node, wanted);
      if (complaint)
        findings.push({
          code: 'wrong-value',
          message: `${path}: ${complaint}.`,
          range: node.range,
          ...fixChoice(node, wanted),
        });
    }
  }

  function visitKeys(node: MapNode, wanted: MapShape, path: string): void {
    for (const { key, value } of node.entries) {
      const known = Object.hasOwn(wanted.keys, key.value) ? wanted.keys[key.value] : undefined;
      if (known) {
        findings.push(...keyFindings(key, known, idle));
        visit({ node: value, shape: known.shape, path: key.value });
      } else findings.push(unknownKey(key, wanted, path));
    }
    findings.push(...missingKeys(node, wanted, path));
  }
}

type MapNode = Extract<YamlNode, { kind: 'map' }>;
type MapShape = Extract<Shape, { type: 'map' }>;

function keyFindings({ value, range }: Located<string>, key: Key, idle: Set<Key>): readonly ShapeFinding[] {
  if (key.legacy) return [{ code: 'legacy', message: `${value} is from older plans: ${key.legacy}.`, range }];
  if (!key.idle || idle.has(key)) return [];
  idle.add(key);
  const message = `${value} is read but nothing acts on it in this version; do not rely on it.`;
  return [{ code: 'idle', message, range }];
}

/** A key that is only misspelt is reported where it stands, not as missing, too. */
function missingKeys(node: MapNode, wanted: MapShape, path: string): readonly ShapeFinding[] {
  const written = node.entries.map((entry) => entry.key.value);
  return Object.entries(wanted.keys).flatMap(([name, key]) => {
    if (!key.required || written.includes(name)) return [];
    if (written.some((other) => !Object.hasOwn(wanted.keys, other) && nearestKey(other, wanted) === name)) return [];
    const message = `${path}: the key ${name} is missing; add ${name}: followed by ${expected(key.shape)}.`;
    return [{ code: 'missing-key', message, range: startOf(node) }];
  });
}

function currentKeys(wanted: MapShape): readonly string[] {
  return Object.entries(wanted.keys).flatMap(([name, { legacy }]) => (legacy ? [] : [name]));
}

function nearestKey(name: string, wanted: MapShape): string | undefined {
  return nearest(name, currentKeys(wanted));
}

function unknownKey({ value, range }: Located<string>, wanted: MapShape, path: string): ShapeFinding {
  const meant = nearestKey(value, wanted);
  const advice = meant ? `did you mean ${meant}?` : `known here: ${currentKeys(wanted).join(', ')}.`;
  return {
    code: 'unknown-key',
    message: `${path}: unknown key ${value.slice(0, 60)}; ${advice}`,
    range,
    ...(meant ? { fix: { title: `Rename to ${meant}`, edits: [{ range, newText: meant }] } } : {}),
  };
}

function fixChoice(node: YamlNode, shape: Shape): { readonly fix: Fix } | undefined {
  if (node.kind !== 'scalar' || shape.type !== 'text' || !shape.oneOf) return undefined;
  const meant = nearest(node.text, shape.oneOf);
  return meant
    ? { fix: { title: `Replace with ${meant}`, edits: [{ range: node.range, newText: meant }] } }
    : undefined;
}

/** The first line of a map: whole maps underlined in red help nobody. */
function startOf(node: YamlNode): Range {
  const first = node.kind === 'map' ? node.entries[0]?.key.range : undefined;
  return first ?? { start: node.range.start, end: node.range.start };
}

/** What is wrong with a value; undefined when nothing is. */
function complain(node: YamlNode, shape: Shape): string | undefined {
  const wanted = `expected ${expected(shape)}, found ${found(node)}`;
  if (node.kind !== 'scalar') return wanted;
  switch (shape.type) {
    case 'text':
      if (node.value === null || node.text.trim() === '') return wanted;
      return shape.oneOf && !shape.oneOf.includes(node.text) ? wanted : undefined;
    case 'number': {
      const { value } = node;
      if (typeof value !== 'number' || !Number.isFinite(value)) return wanted;
      return value < shape.min || value > (shape.max ?? Infinity) || (shape.whole && !Number.isInteger(value))
        ? wanted
        : undefined;
    }
    case 'money':
      return readMoney(node.text) === undefined ? wanted : undefined;
    case 'boolean':
      return typeof node.value === 'boolean' ? undefined : wanted;
    case 'list':
    case 'record':
    case 'map':
      return wanted;
    case 'anything':
      return undefined;
    default:
      return assertNever(shape);
  }
}

/** What may stand at a place, in words that follow "must be": `a number from 0 to 1`. */
export function expected(shape: Shape): string {
  switch (shape.type) {
    case 'text':
      return shape.oneOf ? `one of ${shape.oneOf.join(', ')}` : 'a text';
    case 'number':
      return `${shape.whole ? 'a whole number' : 'a number'} ${shape.max === undefined ? `of at least ${shape.min}` : `from ${shape.min} to ${shape.max}`}`;
    case 'money':
      return 'US dollars such as 40.0 or $40';
    case 'boolean':
      return 'true or false';
    case 'list':
      return 'a list';
    case 'record':
    case 'map':
      return 'keys with values';
    case 'anything':
      return 'anything';
    default:
      return assertNever(shape);
  }
}

function found(node: YamlNode): string {
  if (node.kind === 'map') return 'keys with values';
  if (node.kind === 'list') return 'a list';
  return node.value === null ? 'nothing' : `"${node.text.slice(0, 60)}"`;
}

import { append } from './append.ts';
import type { Field } from './model.ts';
import type { MarkdownBlock, Parsers, YamlNode, YamlTree } from './parsers.ts';
import { lineRange } from './range.ts';
import type { SourceText } from './sourceText.ts';

/** What the YAML in a status document says, and what is wrong with it. */
export interface StatusYaml {
  readonly fields: readonly Field[];
  readonly errors: YamlTree['errors'];
  readonly broken?: true;
}

/**
 * Reads the YAML of a status document: the whole text, its front matter, or its fenced `yaml` blocks. Where YAML breaks, the
 * lines of the form `key: value` at the left edge are read all the same.
 */
export function readStatusYaml(source: SourceText, parsers: Parsers, blocks?: readonly MarkdownBlock[]): StatusYaml {
  const fields: Field[] = [];
  const errors: YamlTree['errors'][number][] = [];
  let broken: true | undefined;
  for (const [from, to] of yamlParts(source, blocks)) {
    const start = source.offsetAt({ line: from, character: 0 });
    const end = to >= source.lines.length ? source.text.length : source.offsetAt({ line: to, character: 0 });
    const tree = parsers.yaml(source, start, end);
    broken ??= tree.broken;
    append(errors, tree.errors);
    append(fields, tree.errors.length > 0 ? edgeFields(source, from, to) : rootFields(tree.root));
  }
  return { fields, errors, ...(broken ? { broken } : {}) };
}

/** Line spans that hold YAML. */
function yamlParts(
  source: SourceText,
  blocks: readonly MarkdownBlock[] | undefined,
): readonly (readonly [number, number])[] {
  const { lines } = source;
  if (!blocks) return [[0, lines.length]];
  const first = lines.findIndex((line) => line.trim() !== '');
  if (lines[first]?.trim() === '---') {
    const close = lines.findIndex((line, index) => index > first && line.trim() === '---');
    if (close > 0) return [[first + 1, close]];
  }
  if (edgeKey.test(lines[first] ?? '')) return [[0, lines.length]];
  return blocks.flatMap((block) =>
    block.kind === 'fence' && /^ya?ml\b/i.test(block.info)
      ? [[block.start + 1, Math.max(block.start + 1, block.end - 1)] as const]
      : [],
  );
}

const mostItems = 100;
const edgeKey = /^[A-Za-z_][\w ]{0,60}:(?:\s|$)/;

function rootFields(root: YamlNode | undefined): readonly Field[] {
  if (root?.kind !== 'map') return [];
  return root.entries.map(({ key, value }) => ({
    key: normalKey(key.value),
    keyRange: key.range,
    value: { value: value.kind === 'scalar' ? value.text : listText(value), range: value.range },
    bulleted: false,
  }));
}

/** A list on one line as a field of markdown would have it: `- help session-2: docs` reads the same in both. */
function listText(node: YamlNode): string {
  if (node.kind !== 'list') return '';
  const items = node.items.slice(0, mostItems).flatMap((item) => {
    if (item.kind === 'scalar') return [item.text];
    if (item.kind === 'list') return [];
    return item.entries.map(({ key, value }) => `${key.value}: ${value.kind === 'scalar' ? value.text : ''}`);
  });
  return items.join('; ');
}

function edgeFields(source: SourceText, from: number, to: number): readonly Field[] {
  const fields: Field[] = [];
  for (let line = from; line < to; line++) {
    const text = source.line(line);
    if (!edgeKey.test(text)) continue;
    const colon = text.indexOf(':');
    const value = text.slice(colon + 1).trim();
    const start = value === '' ? text.length : text.indexOf(value, colon + 1);
    fields.push({
      key: normalKey(text.slice(0, colon)),
      keyRange: lineRange(line, 0, colon),
      value: { value, range: lineRange(line, start, start + value.length) },
      bulleted: false,
    });
  }
  return fields;
}

/** `blocked_on` and `Blocked on` are the same key. */
function normalKey(key: string): string {
  return key.trim().toLowerCase().replaceAll('_', ' ');
}

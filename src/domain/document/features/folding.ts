import type { SwarmDocument } from '../model.ts';
import type { YamlNode } from '../parsers.ts';

/** Lines that fold into the first one; both are part of it, 0-based. */
export interface FoldingRange {
  readonly start: number;
  readonly end: number;
}

/** What folds: tasks and code of a markdown document, every map and list of a swarm.yaml. */
export function foldingRanges(document: SwarmDocument): readonly FoldingRange[] {
  if (document.yaml) return yamlFolds(document.yaml);
  const spans = [...document.tasks.map(({ body }) => body), ...document.fences];
  return spans
    .map(({ start, end }) => withoutBlanks(document, start.line, end.line))
    .filter(({ start, end }) => end > start);
}

function withoutBlanks({ source }: SwarmDocument, start: number, last: number): FoldingRange {
  let end = last;
  while (end > start && source.line(end).trim() === '') end--;
  return { start, end };
}

function yamlFolds(node: YamlNode): readonly FoldingRange[] {
  if (node.kind === 'scalar') return [];
  const parts = node.kind === 'map' ? node.entries : node.items.map((value) => ({ key: value, value }));
  return parts.flatMap(({ key, value }) => {
    const start = key.range.start.line;
    const { line, character } = value.range.end;
    // A block ends at the beginning of the line behind it.
    const end = character === 0 ? line - 1 : line;
    const own = value.kind !== 'scalar' && end > start ? [{ start, end }] : [];
    return [...own, ...yamlFolds(value)];
  });
}

import type { Position, Range } from '../range.ts';
import { lineRange } from '../range.ts';
import type { SourceText } from '../sourceText.ts';
import type { YamlStep } from './swarmKeys.ts';

/** Where the cursor stands in a YAML text that may be half written. */
export interface YamlCursor {
  /** The way from the root to the map, list or value that is being written. */
  readonly path: readonly YamlStep[];
  /** Whether a key is being written, or a value. In a list without keys it may be either. */
  readonly at: 'key' | 'value';
  /** The keys of the same map that are there already. */
  readonly siblings: ReadonlySet<string>;
  readonly typed: string;
  readonly range: Range;
}

interface Segment {
  readonly indent: number;
  /** Absent for the dash of a list's item. */
  readonly key?: string;
}

/** A swarm.yaml is short; what is longer is not completed by its structure. */
const mostLines = 5_000;
const keyStart =
  /^(?:"([^"]{0,80})"|'([^']{0,80})'|([^\s"'#{}[\],:&*!|>@%`-][^:#]{0,80}?|-[^\s:#][^:#]{0,80}?))\s{0,10}:(?=\s|$)/;

/** Finds the cursor's place by indentation and brackets, for the parser gives up where a text is half written. */
export function yamlCursor(source: SourceText, position: Position): YamlCursor | undefined {
  if (position.line > mostLines) return undefined;
  const before = source.line(position.line).slice(0, position.character);
  if (/(?:^|\s)#/.test(before)) return undefined;
  const flow = openBrackets(source, position);
  return flow ? flowCursor(source, position, flow) : blockCursor(source, position, before);
}

/** The segments that start a line: dashes, then at most one key. */
function segmentsOf(text: string): { readonly segments: readonly Segment[]; readonly valueFrom: number } {
  const segments: Segment[] = [];
  let at = /^ */.exec(text)?.[0].length ?? 0;
  for (let dash = /^-(?: +|$)/.exec(text.slice(at)); dash; dash = /^-(?: +|$)/.exec(text.slice(at))) {
    segments.push({ indent: at });
    at += dash[0].length;
  }
  const key = keyStart.exec(text.slice(at));
  if (!key) return { segments, valueFrom: at };
  segments.push({ indent: at, key: (key[1] ?? key[2] ?? key[3] ?? '').trim() });
  return { segments, valueFrom: at + key[0].length };
}

function blockCursor(source: SourceText, { line, character }: Position, before: string): YamlCursor {
  const { segments, valueFrom } = segmentsOf(before);
  const last = segments.at(-1);
  const typedFrom = valueFrom + (/^\s*["']?/.exec(before.slice(valueFrom))?.[0].length ?? 0);
  const typed = before.slice(typedFrom);
  const isValue = last?.key !== undefined;
  const indent = isValue || before.trim() !== '' ? valueFrom : character;
  const limit = last?.key === undefined ? indent : last.indent;
  const above = pathAbove(source, line, segments[0]?.indent ?? limit);
  const path = [...above, ...segments.map(stepOf)];
  const range = lineRange(line, typedFrom, endOfWord(source.line(line), character));
  const siblings = isValue ? new Set<string>() : siblingsOf(source, line, limit);
  return { path, at: isValue ? 'value' : 'key', siblings, typed, range };
}

const stepOf = ({ key }: Segment): YamlStep => (key === undefined ? 'item' : { key });

function endOfWord(text: string, from: number): number {
  return from + (/^[^\s,{}[\]:#"']*/.exec(text.slice(from))?.[0].length ?? 0);
}

/** The way from the root to what stands in `line` with this indent. */
function pathAbove(source: SourceText, line: number, indent: number): readonly YamlStep[] {
  const path: YamlStep[] = [];
  let limit = indent;
  // A list may stand as far left as the key it belongs to.
  let mayTouch = segmentsOf(source.line(line)).segments[0]?.key === undefined && isItem(source.line(line));
  for (let at = line - 1; at >= 0 && (limit > 0 || mayTouch); at--) {
    for (const segment of segmentsOf(source.line(at)).segments.toReversed()) {
      const isAbove = segment.indent < limit || (mayTouch && segment.key !== undefined && segment.indent === limit);
      if (!isAbove) continue;
      path.unshift(stepOf(segment));
      limit = segment.indent;
      mayTouch = segment.key === undefined;
    }
  }
  return path;
}

const isItem = (text: string) => /^ *-(?: |$)/.test(text);

/** The keys with this indent around a line, as far as the map goes. */
function siblingsOf(source: SourceText, line: number, indent: number): ReadonlySet<string> {
  const keys = new Set<string>();
  const first = isItem(source.line(line)) ? line : 0;
  for (let at = line - 1; at >= first; at--) if (collect(source.line(at), indent, keys)) break;
  for (let at = line + 1; at < source.lines.length; at++) {
    if (isItem(source.line(at)) && segmentsOf(source.line(at)).segments.some((one) => one.indent < indent)) break;
    if (collect(source.line(at), indent, keys)) break;
  }
  return keys;
}

/** Takes the key of a line if it has this indent; true where the map has ended or begun. */
function collect(text: string, indent: number, keys: Set<string>): boolean {
  if (text.trim() === '' || text.trimStart().startsWith('#')) return false;
  const { segments } = segmentsOf(text);
  const key = segments.find((segment) => segment.indent === indent && segment.key !== undefined)?.key;
  if (key !== undefined) keys.add(key);
  return segments.some((segment) => segment.indent < indent);
}

interface Bracket {
  readonly sign: '{' | '[';
  readonly line: number;
  readonly character: number;
}

/** The brackets that are open at a position, outermost first; undefined when none is. Quoted text and comments are passed over. */
function openBrackets(source: SourceText, position: Position): readonly Bracket[] | undefined {
  const open: Bracket[] = [];
  for (let line = 0; line <= position.line; line++) {
    const text = line === position.line ? source.line(line).slice(0, position.character) : source.line(line);
    for (const match of text.matchAll(/"(?:[^"\\]|\\.)*"|'[^']*'|(?:^|\s)#.*|[{}[\]]/g)) {
      const [sign] = match;
      if (sign === '{' || sign === '[') open.push({ sign, line, character: match.index });
      else if (sign === '}' || sign === ']') open.pop();
    }
    // A key at the left edge ends whatever was left open: half-written text is the rule here.
    if (open.length > 0 && line < position.line && /^[A-Za-z_][\w-]*:/.test(source.line(line + 1))) open.length = 0;
  }
  return open.length > 0 ? open : undefined;
}

function flowCursor(source: SourceText, position: Position, open: readonly Bracket[]): YamlCursor | undefined {
  const [outer] = open;
  if (!outer) return undefined;
  const { segments } = segmentsOf(source.line(outer.line).slice(0, outer.character));
  const path = [...pathAbove(source, outer.line, segments[0]?.indent ?? 0), ...segments.map(stepOf)];
  let siblings = new Set<string>();
  let last = '';
  for (const [index, bracket] of open.entries()) {
    const end = open[index + 1] ?? position;
    const parts = flowParts(source, bracket, end);
    last = parts.at(-1) ?? '';
    const key = bracket.sign === '{' ? /^\s*["']?([\w.-]{1,80})["']?\s*:(?:\s|$)/.exec(last)?.[1] : undefined;
    siblings = new Set(
      bracket.sign === '{' ? parts.flatMap((part) => /^\s*["']?([\w.-]{1,80})["']?\s*:/.exec(part)?.[1] ?? []) : [],
    );
    if (bracket.sign === '[') path.push('item');
    else if (key !== undefined) path.push({ key });
  }
  const step = path.at(-1);
  const isKey = open.at(-1)?.sign === '{' && !/^\s*["']?[\w.-]{1,80}["']?\s*:(?:\s|$)/.test(last);
  const typed =
    /[^\s,{}[\]"':]{0,80}(?::[^\s,{}[\]"':]{0,80})?$/.exec(
      source.line(position.line).slice(0, position.character),
    )?.[0] ?? '';
  const range = lineRange(
    position.line,
    position.character - typed.length,
    endOfWord(source.line(position.line), position.character),
  );
  return step === undefined ? undefined : { path, at: isKey ? 'key' : 'value', siblings, typed, range };
}

/** The text between a bracket and `end`, cut at the commas that are in no inner bracket. */
function flowParts(source: SourceText, from: Bracket, end: Position): readonly string[] {
  const start = { line: from.line, character: from.character + 1 };
  const text = source.slice({ start, end: { line: end.line, character: end.character } });
  const parts: string[] = [''];
  let depth = 0;
  for (const char of text) {
    if ('{['.includes(char)) depth++;
    else if ('}]'.includes(char)) depth--;
    if (char === ',' && depth === 0) parts.push('');
    else parts.push((parts.pop() ?? '') + char);
  }
  return parts;
}

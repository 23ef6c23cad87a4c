import { isAlias, isMap, isScalar, isSeq, Lexer, parseAllDocuments, type Document } from 'yaml';
import type { ReadYaml, YamlNode, YamlTree } from '../../domain/document/parsers.ts';
import { lineRange, type Range } from '../../domain/document/range.ts';
import type { SourceText } from '../../domain/document/sourceText.ts';

/** Plans are short. The library's time grows with the square of some inputs, so what is larger is refused, not read. */
const maxCharacters = 262_144;
/** Nodes after aliases are replaced: stops documents that double themselves with each alias. */
const maxNodes = 50_000;
/** Signs, blanks and words as the library cuts them; reading costs up to 10 µs for each. */
const maxTokens = 100_000;
const maxDepth = 100;
const maxErrors = 20;

type Reported = YamlTree['errors'][number];

/** Reads YAML with positions. Size, depth and growth by aliases are bounded; what is beyond a bound becomes an error. */
export const readYaml: ReadYaml = (source, from = 0, to = source.text.length) => {
  const text = source.text.slice(from, to);
  const refuse = (message: string): YamlTree => ({ errors: [{ message, range: firstLine(source, from) }] });
  if (text.length > maxCharacters) return refuse(`YAML of more than ${maxCharacters / 1024} KiB is not read.`);
  if (isNestedTooDeep(text)) return refuse(`YAML nested deeper than ${maxDepth} levels is not read.`);
  if (hasTooManyTokens(text)) return refuse(`YAML of more than ${maxTokens} signs and words is not read.`);
  const documents = withoutStacks(() =>
    parseAllDocuments(text, { prettyErrors: false, uniqueKeys: false, logLevel: 'silent' }),
  );
  const document = [...documents].find((candidate) => candidate.contents !== null) ?? documents[0];
  if (!document) return { errors: [] };
  return new TreeReader(source, from, document).read();
};

function firstLine(source: SourceText, from: number): Range {
  const { line } = source.positionAt(from);
  return lineRange(line, 0, source.line(line).length);
}

function hasTooManyTokens(text: string): boolean {
  let left = maxTokens;
  for (const _ of new Lexer().lex(text)) if (left-- <= 0) return true;
  return false;
}

/** The library makes an error for every sign that is out of place, and their stacks took five times as long as the reading itself. */
function withoutStacks<T>(read: () => T): T {
  const before = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    return read();
  } finally {
    Error.stackTraceLimit = before;
  }
}

// The library is recursive: unbounded depth would end in a stack overflow.
function isNestedTooDeep(text: string): boolean {
  let depth = 0;
  for (const char of text) {
    if (char === '[' || char === '{') depth++;
    else if (char === ']' || char === '}') depth = Math.max(0, depth - 1);
    if (depth > maxDepth) return true;
  }
  return new RegExp(`^[ \\t]*(?:[-?:][ \\t]+){${maxDepth}}`, 'm').test(text);
}

class TreeReader {
  readonly #source: SourceText;
  readonly #from: number;
  readonly #document: Document;
  readonly #errors: Reported[] = [];
  /** The library's own look-up walks the whole document for each alias; anchors come before their aliases anyway. */
  readonly #anchors = new Map<string, unknown>();
  #left = maxNodes;

  constructor(source: SourceText, from: number, document: Document) {
    this.#source = source;
    this.#from = from;
    this.#document = document;
  }

  read(): YamlTree {
    for (const error of this.#document.errors.slice(0, maxErrors)) {
      this.#report(`${firstSentence(error.message)}.`, this.#range(error.pos[0], error.pos[1]));
    }
    const root = this.#node(this.#document.contents, this.#range(0, 0), 0);
    if (this.#left <= 0) this.#report(`YAML with more than ${maxNodes} values is not read further.`, root.range);
    const broken = this.#document.errors.length > 0 ? { broken: true as const } : {};
    const whole = this.#document.contents === null ? {} : { root };
    return { ...whole, errors: this.#errors, ...broken };
  }

  #node(node: unknown, fallback: Range, depth: number): YamlNode {
    const range = rangeOf(node);
    const at = range ? this.#range(range[0], range[1]) : fallback;
    if (this.#left-- <= 0 || depth > maxDepth) return empty(at);
    if (isAlias(node)) {
      if (!this.#anchors.has(node.source))
        this.#report(`There is no anchor &${node.source.slice(0, 60)} above this.`, at);
      return { ...this.#node(this.#anchors.get(node.source), at, depth + 1), range: at };
    }
    if ((isMap(node) || isSeq(node) || isScalar(node)) && node.anchor) this.#anchors.set(node.anchor, node);
    if (isMap(node)) return { kind: 'map', range: at, entries: this.#entries(node.items, at, depth) };
    if (isSeq(node)) {
      return { kind: 'list', range: at, items: node.items.map((item) => this.#node(item, at, depth + 1)) };
    }
    if (!isScalar(node)) return empty(at);
    const { value } = node;
    if (typeof value === 'number' || typeof value === 'boolean' || value === null) {
      return { kind: 'scalar', range: at, value, text: node.source ?? String(value) };
    }
    // A lone surrogate can be written as an escape, but could never be hashed or sent.
    const text = (typeof value === 'string' ? value : (node.source ?? '')).toWellFormed();
    return { kind: 'scalar', range: at, value: text, text };
  }

  #entries(items: readonly { key: unknown; value: unknown }[], map: Range, depth: number) {
    const seen = new Set<string>();
    return items.flatMap((pair) => {
      const key = this.#node(pair.key, map, depth + 1);
      if (key.kind !== 'scalar') return [];
      if (key.text !== '' && seen.has(key.text))
        this.#report(`The key ${key.text} is written twice in this map.`, key.range);
      seen.add(key.text);
      const value = this.#node(pair.value, key.range, depth + 1);
      return [{ key: { value: key.text, range: key.range }, value }];
    });
  }

  #range(start: number, end: number): Range {
    return {
      start: this.#source.positionAt(this.#from + start),
      end: this.#source.positionAt(this.#from + Math.max(start, end)),
    };
  }

  #report(message: string, range: Range): void {
    if (this.#errors.length < maxErrors) this.#errors.push({ message, range });
  }
}

function rangeOf(node: unknown): readonly [number, number, number] | undefined {
  if (!isAlias(node) && !isMap(node) && !isSeq(node) && !isScalar(node)) return undefined;
  return node.range ?? undefined;
}

function empty(range: Range): YamlNode {
  return { kind: 'scalar', range, value: null, text: '' };
}

function firstSentence(message: string): string {
  return (message.split('\n')[0] ?? message).replace(/[.:\s]+$/, '').slice(0, 200);
}

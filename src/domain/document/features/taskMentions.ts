import { clip } from '../inlineText.ts';
import { isIdleField, readIdleEntries } from '../idleEntries.ts';
import type { Field, SwarmDocument, TaskNode } from '../model.ts';
import { lineRange, type Located, type Range } from '../range.ts';
import { resolveDependency, type PlacedTask, type World } from '../world.ts';
import { exactRange, type Mention, type TaskRole } from './mention.ts';

type TaskMention = Extract<Mention, { kind: 'task' }>;

/** Everything in a markdown or status document that names a task: statements, dependencies, fields, and ids in prose outside code. */
export function taskMentions(world: World, document: SwarmDocument): readonly TaskMention[] {
  if (document.kind === 'swarm') return [];
  const stated = document.tasks.flatMap((task) => statedMentions(world, document, task));
  const named = document.fields.flatMap((field) => fieldMentions(world, document, field));
  return withoutOverlaps([...stated, ...named, ...proseMentions(world, document)]);
}

function statedMentions(world: World, document: SwarmDocument, task: TaskNode): readonly TaskMention[] {
  const own = world.byId.get(task.id.value.toLowerCase());
  const placed = own?.find((candidate) => candidate.task === task) ?? own?.[0];
  const dependencies = task.dependsOn.flatMap((written) => {
    const range = exactRange(document, written);
    return range ? [mention(range, written.value, 'reference', resolveDependency(world, { task }, written))] : [];
  });
  const range = task.id.implicit ? task.range : exactRange(document, task.id);
  if (!range) return dependencies;
  return [mention(range, task.id.value, roleOf(task, placed), placed), ...dependencies];
}

function roleOf(task: TaskNode, placed: PlacedTask | undefined): TaskRole {
  if (placed?.task !== task) return 'view';
  return task.id.implicit ? 'implicit' : 'definition';
}

function mention(range: Range, text: string, role: TaskRole, target: PlacedTask | undefined): TaskMention {
  return { kind: 'task', range, text, role, ...(target ? { target } : {}) };
}

/** Single words in fields that name work for spare time, and `session-4 · P4.T1` anywhere in a field. */
function fieldMentions(world: World, document: SwarmDocument, field: Field): readonly TaskMention[] {
  const idle = isIdleField(field) ? readIdleEntries(field).map(({ name }) => name) : [];
  const found = idle.flatMap((name) => {
    const target = world.byId.get(name.value.toLowerCase())?.[0];
    const range = target && exactRange(document, name);
    return range ? [mention(range, name.value, 'reference', target)] : [];
  });
  const { line, character } = field.value.range.start;
  const placed = [...clip(field.value.value).matchAll(placeInSession)].flatMap((match) => {
    const written = { value: match[0], range: lineRange(line, 0, 0) };
    const target = resolveDependency(world, { task: {} }, written);
    const from = character + match.index + match[0].length - (match[1] ?? '').length;
    return target
      ? [mention(lineRange(line, from, from + (match[1] ?? '').length), match[1] ?? '', 'reference', target)]
      : [];
  });
  return field.value.range.start.line === field.value.range.end.line ? [...found, ...placed] : found;
}

const placeInSession = /[A-Za-z0-9][\w.-]{0,80}\s{0,4}·\s{0,4}(P\d{1,4}\.T\d{1,5})(?![\w-])/gi;
const word = /[\p{L}\p{N}](?:[\p{L}\p{N}_.-]{0,80}[\p{L}\p{N}_])?/gu;

/** Ids that could be nothing else: with a digit and a dot or dash in them. A plain word such as `build` is no mention. */
function proseMentions(world: World, document: SwarmDocument): readonly TaskMention[] {
  const words = knownWords.get(document) ?? idWords(document);
  knownWords.set(document, words);
  return words.flatMap((found) => knownWord(world, found));
}

/** A world changes with every keystroke, its documents one at a time. */
const knownWords = new WeakMap<SwarmDocument, readonly Located<string>[]>();

function idWords(document: SwarmDocument): readonly Located<string>[] {
  const fenced = new Set<number>();
  for (const { start, end } of document.fences) for (let line = start.line; line <= end.line; line++) fenced.add(line);
  return document.source.lines.flatMap((text, line) => (fenced.has(line) ? [] : wordsOf(text, line)));
}

function knownWord(world: World, { value, range }: Located<string>): readonly TaskMention[] {
  const target = world.byId.get(value.toLowerCase())?.[0];
  return target ? [mention(range, value, 'reference', target)] : [];
}

function wordsOf(text: string, line: number): readonly Located<string>[] {
  if (!/\d/.test(text)) return [];
  const short = clip(text).replaceAll(/`[^`]*`/g, (code) => ' '.repeat(code.length));
  return [...short.matchAll(word)]
    .filter(([found]) => /\d/.test(found) && /[.-]/.test(found))
    .map((match) => ({ value: match[0], range: lineRange(line, match.index, match.index + match[0].length) }));
}

/** The first of several mentions of one stretch stays. A task without a written id covers its heading, which may name others. */
function withoutOverlaps(mentions: readonly TaskMention[]): readonly TaskMention[] {
  const taken = new Map<number, Range[]>();
  return mentions.filter(({ range, role }) => {
    if (role === 'implicit' || (role === 'view' && range.start.character === 0)) return true;
    const others = taken.get(range.start.line) ?? [];
    const isFree = others.every(
      (other) => range.end.character <= other.start.character || other.end.character <= range.start.character,
    );
    if (isFree) taken.set(range.start.line, [...others, range]);
    return isFree;
  });
}

import { clip } from '../inlineText.ts';
import type { SwarmDocument, TaskNode } from '../model.ts';
import type { YamlNode } from '../parsers.ts';
import { lineRange, type Located, type Range } from '../range.ts';
import { matchSession } from '../subject.ts';
import { readSuppressions } from '../suppressions.ts';
import type { World } from '../world.ts';
import { entriesAt, itemsAt, textsAt, valueAt } from '../yamlLookup.ts';
import { exactRange, type Mention } from './mention.ts';

type NameMention = Exclude<Mention, { kind: 'task' }>;

/** Everything in a document that names a session, model, capability or rule. */
export function nameMentions(world: World, document: SwarmDocument): readonly NameMention[] {
  const own = document.yaml ? swarmMentions(world, document.yaml) : planMentions(world, document);
  const rules = [...readSuppressions(document).values()].flatMap((comment) => comment.rules);
  return [...own, ...rules.map((rule) => named('rule', rule))];
}

function named(kind: 'model' | 'capability' | 'rule', { value, range }: Located<string>, isDefinition = false) {
  return { kind, range, text: value, isDefinition } as const;
}

function swarmMentions(world: World, root: YamlNode): readonly NameMention[] {
  const keys = (node: YamlNode | undefined) => entriesAt(node).map(({ key }) => key);
  const sessions = itemsAt(root, 'sessions');
  const defined = (world.manifest?.sessions ?? []).map((session): NameMention => {
    const { value, range } = session.idAt;
    return { kind: 'session', range, text: value, isDefinition: true, target: session };
  });
  return [
    ...defined,
    ...keys(valueAt(root, 'service_contracts')).map((label) => sessionMention(world, label.value, label.range)),
    ...keys(valueAt(root, 'models')).map((model) => named('model', model, true)),
    ...sessions.flatMap((session) => keys(valueAt(session, 'agents'))).map((model) => named('model', model)),
    ...sessions.flatMap((session) => textsAt(session, 'capabilities')).map((one) => named('capability', one, true)),
    ...keys(valueAt(valueAt(root, 'lint'), 'rules')).map((rule) => named('rule', rule)),
  ];
}

function sessionMention(world: World, text: string, range: Range): NameMention {
  const target = matchSession(text, world.manifest?.sessions ?? []);
  return { kind: 'session', range, text, isDefinition: false, ...(target ? { target } : {}) };
}

function planMentions(world: World, document: SwarmDocument): readonly NameMention[] {
  const tasks = document.tasks.flatMap((task) => workMentions(document, task));
  const written = [document.heading?.session, ...document.tasks.map(({ session }) => session)].flatMap((session) => {
    const range = session && exactRange(document, session);
    return session && range ? [sessionMention(world, session.value, range)] : [];
  });
  const seen = new Set<string>();
  return [...tasks, ...[...written, ...sessionWords(world, document)].filter(({ range }) => isNew(seen, range))];
}

function isNew(seen: Set<string>, { start }: Range): boolean {
  const key = `${start.line} ${start.character}`;
  return !seen.has(key) && seen.add(key) !== undefined;
}

function workMentions(document: SwarmDocument, task: TaskNode): readonly NameMention[] {
  const unblock = task.unblock?.value.capabilities.map((value) => ({
    value,
    range: task.unblock?.range ?? task.range,
  }));
  const exact = (kind: 'model' | 'capability', one: Located<string>): readonly NameMention[] => {
    const range = exactRange(document, one);
    return range ? [named(kind, { value: one.value, range })] : [];
  };
  return [
    ...(task.model ? exact('model', task.model) : []),
    ...[...task.capabilities, ...(unblock ?? [])].flatMap((capability) => exact('capability', capability)),
  ];
}

const sessionLabel =
  /\bhelp\s{1,4}([A-Za-z0-9][\w.-]{0,80})(?=\s{0,4}:)|([A-Za-z0-9][\w.-]{0,80})(?=\s{0,4}·)|\b(session-[\w.-]{0,79}\w)/gi;

/** `session-4` anywhere, and what stands behind `help` or before a `·`. */
function sessionWords(world: World, document: SwarmDocument): readonly NameMention[] {
  if (!world.manifest) return [];
  const labels = knownLabels.get(document) ?? labelsIn(document);
  knownLabels.set(document, labels);
  return labels.flatMap(({ value, range }) => {
    const mention = sessionMention(world, value, range);
    return mention.kind === 'session' && mention.target ? [mention] : [];
  });
}

/** A world changes with every keystroke, its documents one at a time. */
const knownLabels = new WeakMap<SwarmDocument, readonly Located<string>[]>();

function labelsIn({ source }: SwarmDocument): readonly Located<string>[] {
  return source.lines.flatMap((text, line) =>
    [...clip(text).matchAll(sessionLabel)].map((match) => {
      const value = match[1] ?? match[2] ?? match[3] ?? '';
      const from = match.index + match[0].length - value.length;
      return { value, range: lineRange(line, from, from + value.length) };
    }),
  );
}

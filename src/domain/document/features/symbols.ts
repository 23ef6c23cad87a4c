import { entriesAt, itemsAt, textAt, valueAt } from '../yamlLookup.ts';
import type { SwarmDocument, TaskNode } from '../model.ts';
import type { YamlNode } from '../parsers.ts';
import { spanRange, type Range } from '../range.ts';
import type { World } from '../world.ts';
import type { DocumentPlace } from './languageWorld.ts';

export type SymbolKind = 'task' | 'session' | 'model' | 'key';

/** One entry of a document's outline. */
export interface DocumentSymbol {
  readonly name: string;
  readonly detail: string;
  readonly kind: SymbolKind;
  /** Everything that belongs to it. */
  readonly range: Range;
  /** What is selected when it is chosen; lies within `range`. */
  readonly selection: Range;
  readonly children: readonly DocumentSymbol[];
}

/** The outline of a document: its tasks, or the keys, models and sessions of a swarm.yaml. */
export function documentSymbols(document: SwarmDocument): readonly DocumentSymbol[] {
  return document.yaml ? swarmSymbols(document.yaml) : document.tasks.map(taskSymbol);
}

function taskSymbol(task: TaskNode): DocumentSymbol {
  const details = [task.model?.value, task.status?.value].filter((text) => text !== undefined);
  return {
    name: taskName(task),
    detail: details.join(' · '),
    kind: 'task',
    range: task.body,
    selection: task.range,
    children: [],
  };
}

function taskName({ id, title }: TaskNode): string {
  return `${id.value} ${title.value}`.trim();
}

function swarmSymbols(root: YamlNode): readonly DocumentSymbol[] {
  return entriesAt(root).map(({ key, value }) => ({
    name: key.value === '' ? '(no name)' : key.value,
    detail: value.kind === 'scalar' ? value.text.slice(0, 80) : '',
    kind: 'key',
    range: spanRange(key.range, value.range),
    selection: key.range,
    children: childrenOf(root, key.value),
  }));
}

function childrenOf(root: YamlNode, key: string): readonly DocumentSymbol[] {
  if (key === 'sessions') return itemsAt(root, 'sessions').flatMap(sessionSymbol);
  if (key !== 'models') return [];
  return entriesAt(valueAt(root, 'models')).map((model) => ({
    name: model.key.value === '' ? '(no name)' : model.key.value,
    detail: textAt(model.value, 'model')?.value ?? '',
    kind: 'model',
    range: spanRange(model.key.range, model.value.range),
    selection: model.key.range,
    children: [],
  }));
}

function sessionSymbol(node: YamlNode): readonly DocumentSymbol[] {
  const id = textAt(node, 'id');
  if (!id) return [];
  const detail = textAt(node, 'role')?.value ?? '';
  return [{ name: id.value, detail, kind: 'session', range: node.range, selection: id.range, children: [] }];
}

/** A task or session anywhere in the workspace. */
export interface WorldSymbol extends DocumentPlace {
  readonly name: string;
  readonly kind: SymbolKind;
}

const mostSymbols = 500;

/** The tasks and sessions whose id or title holds the letters of `query` in order, regardless of case. At most 500. */
export function worldSymbols(world: World, query: string): readonly WorldSymbol[] {
  const wanted = query.slice(0, 200).toLowerCase();
  const { swarm } = world;
  const sessions = (world.manifest?.sessions ?? []).flatMap((session): readonly WorldSymbol[] =>
    swarm
      ? [{ name: `${session.id} ${session.role}`.trim(), kind: 'session', path: swarm.path, range: session.idAt.range }]
      : [],
  );
  const found: WorldSymbol[] = sessions.filter(({ name }) => holdsInOrder(name.toLowerCase(), wanted));
  for (const { task, document } of world.tasks) {
    if (found.length >= mostSymbols) break;
    const name = taskName(task);
    if (holdsInOrder(name.toLowerCase(), wanted))
      found.push({ name, kind: 'task', path: document.path, range: task.range });
  }
  return found.slice(0, mostSymbols);
}

function holdsInOrder(text: string, letters: string): boolean {
  let at = 0;
  for (const letter of letters) {
    const next = text.indexOf(letter, at);
    if (next < 0) return false;
    at = next + letter.length;
  }
  return true;
}

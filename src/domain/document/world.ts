import { supersededPath } from './documentName.ts';
import type { LintFacts } from './facts.ts';
import { generatedLines } from './generate/marks.ts';
import { matchesGlob } from './glob.ts';
import type { SwarmDocument, TaskNode } from './model.ts';
import type { Located } from './range.ts';
import { matchSession, shortSession } from './subject.ts';
import type { ManifestSession, SwarmManifest } from './swarmManifest.ts';

/** A task with the document that states it and, in a swarm, the session whose plan it belongs to. */
export interface PlacedTask {
  readonly task: TaskNode;
  readonly document: SwarmDocument;
  readonly session?: ManifestSession;
}

/** The documents that are checked and planned together: those of one swarm, or those that belong to none. */
export interface World {
  readonly swarm?: SwarmDocument;
  readonly manifest?: SwarmManifest;
  /** Without the documents that a `-REVISED` one replaces, and without swarm.yaml itself. */
  readonly documents: readonly SwarmDocument[];
  /**
   * The tasks that are to be done: of phase files, and of board rows that no phase file states. Without a swarm, the tasks of
   * all documents, views of the same task included.
   */
  readonly tasks: readonly PlacedTask[];
  /** Of `tasks`, by their document. */
  readonly tasksOf: ReadonlyMap<SwarmDocument, readonly PlacedTask[]>;
  /** The first of `byId` by an id as it is written. */
  readonly byWrittenId: ReadonlyMap<string, PlacedTask>;
  /** By id in lower case. */
  readonly byId: ReadonlyMap<string, readonly PlacedTask[]>;
  /** By session and the end of the id, e.g. `4 p4.t1`. */
  readonly byPlace: ReadonlyMap<string, PlacedTask>;
  /** The documents that a `-REVISED` one replaces. */
  readonly superseded: readonly SwarmDocument[];
  readonly facts: LintFacts;
}

/** Sorts documents into the worlds that they belong to: one for each swarm.yaml, and one for the rest. */
export function createWorlds(documents: readonly SwarmDocument[], facts: LintFacts = {}): readonly World[] {
  const claimed = new Set<SwarmDocument>();
  const swarms = documents.flatMap((swarm) => {
    if (swarm.kind !== 'swarm') return [];
    const members = documents.filter((document) => document.kind !== 'swarm' && belongsTo(document, swarm));
    for (const member of members) claimed.add(member);
    return [createWorld(members, { swarm, facts })];
  });
  const loose = documents.filter((document) => document.kind !== 'swarm' && !claimed.has(document));
  return [...swarms, createWorld(loose, { facts })];
}

/** Whether a swarm's `documents` name the document. Globs are relative to the folder of swarm.yaml. */
export function belongsTo(document: SwarmDocument, swarm: SwarmDocument): boolean {
  const known = memberships.get(swarm) ?? new WeakMap<SwarmDocument, boolean>();
  memberships.set(swarm, known);
  const belongs = known.get(document) ?? isNamed(document, swarm);
  known.set(document, belongs);
  return belongs;
}

/** Documents never change, so that what was found of one stays true: after an edit only what is new is looked at. */
const memberships = new WeakMap<SwarmDocument, WeakMap<SwarmDocument, boolean>>();

function isNamed(document: SwarmDocument, swarm: SwarmDocument): boolean {
  const folder = swarm.path.slice(0, swarm.path.lastIndexOf('/') + 1);
  if (!document.path.startsWith(folder)) return false;
  const inside = document.path.slice(folder.length);
  return swarm.manifest?.documents.some((glob) => matchesGlob(glob.value, inside)) ?? false;
}

/** Brings documents together; with `swarm`, sessions and tiers are those of its manifest. */
export function createWorld(
  members: readonly SwarmDocument[],
  { swarm, facts = {} }: { readonly swarm?: SwarmDocument; readonly facts?: LintFacts } = {},
): World {
  const replaced = new Set(members.flatMap((document) => supersededPath(document.path)?.toLowerCase() ?? []));
  const documents = members.filter((document) => !replaced.has(document.path.toLowerCase()));
  const manifest = swarm?.manifest;
  const sessionOf = findSessions(manifest);
  const placed = documents.flatMap((document) => placeTasks(document, manifest, sessionOf));
  const entries = manifest ? plannedTasks(placed) : placed;
  const tasks = entries.map((entry) => entry.placed);
  const byLowerId = Map.groupBy(entries, ({ id }) => id);
  return {
    ...(swarm ? { swarm } : {}),
    ...(manifest ? { manifest } : {}),
    documents,
    superseded: members.filter((document) => replaced.has(document.path.toLowerCase())),
    facts,
    tasks,
    tasksOf: Map.groupBy(tasks, ({ document }) => document),
    byId: new Map([...byLowerId].map(([id, same]) => [id, same.map((entry) => entry.placed)])),
    byWrittenId: firstByWrittenId(byLowerId),
    byPlace: firstByPlace(entries),
  };
}

/** A task with the keys under which it is looked up. */
interface Entry {
  readonly placed: PlacedTask;
  readonly id: string;
  readonly place?: string;
}

function firstByWrittenId(byId: ReadonlyMap<string, readonly Entry[]>): ReadonlyMap<string, PlacedTask> {
  const found = new Map<string, PlacedTask>();
  for (const [first, ...others] of byId.values()) {
    if (!first) continue;
    for (const { placed } of [first, ...others]) found.set(placed.task.id.value, first.placed);
  }
  return found;
}

function firstByPlace(entries: readonly Entry[]): ReadonlyMap<string, PlacedTask> {
  const found = new Map<string, PlacedTask>();
  for (const { placed, place } of entries) if (place !== undefined && !found.has(place)) found.set(place, placed);
  return found;
}

function placeOf({ session, id }: TaskNode): string | undefined {
  const place = /(?:^|\.)(p\d{1,4}\.t\d{1,5})$/.exec(id.value.toLowerCase())?.[1];
  return session && place ? placeKey(session.value, place) : undefined;
}

function placeKey(session: string, place: string): string {
  return `${shortSession(session).toLowerCase()} ${place}`;
}

type FindSession = (label: string) => ManifestSession | undefined;

/** Looks each label up once: a plan has thousands of tasks and a few dozen sessions. */
function findSessions(manifest: SwarmManifest | undefined): FindSession {
  const known = new Map<string, ManifestSession | undefined>();
  return (label) => {
    if (!known.has(label)) known.set(label, manifest && matchSession(label, manifest.sessions));
    return known.get(label);
  };
}

const placements = new WeakMap<
  SwarmDocument,
  { readonly manifest: SwarmManifest | undefined; readonly entries: readonly Entry[] }
>();

/** The tasks of a document in their swarm: the same objects as long as neither document is another one. */
function placeTasks(
  document: SwarmDocument,
  manifest: SwarmManifest | undefined,
  sessionOf: FindSession,
): readonly Entry[] {
  const before = placements.get(document);
  if (before && before.manifest === manifest) return before.entries;
  const entries = document.tasks.map((task): Entry => {
    const session = task.session && sessionOf(task.session.value);
    const place = placeOf(task);
    return {
      placed: { task, document, ...(session ? { session } : {}) },
      id: task.id.value.toLowerCase(),
      ...(place === undefined ? {} : { place }),
    };
  });
  placements.set(document, { manifest, entries });
  return entries;
}

/** A board row with the id of a phase file's task is a view of it, not another task. */
function plannedTasks(entries: readonly Entry[]): readonly Entry[] {
  const stated = new Set<string>();
  for (const { id, placed } of entries) if (placed.document.kind === 'phase') stated.add(id);
  const generated = new Map<SwarmDocument, ReturnType<typeof generatedLines>>();
  return entries.filter(({ id, placed: { task, document } }) => {
    if (document.kind === 'phase') return true;
    if (document.kind !== 'board' || task.id.implicit || stated.has(id)) return false;
    if (!generated.has(document)) generated.set(document, generatedLines(document.source.text));
    const part = generated.get(document);
    // What was generated from a plan is no plan: it would bring back every task that a person takes out.
    return !part || task.range.start.line < part.from || task.range.start.line >= part.to;
  });
}

/**
 * The task that a dependency means: by its id, by `session-4 · P4.T1`, or by `P1.T2` or `T2` within the own session and phase.
 * Undefined when there is none.
 */
export function resolveDependency(
  world: World,
  from: { readonly task: Pick<TaskNode, 'session' | 'phase'> },
  written: Located<string>,
): PlacedTask | undefined {
  const exact = world.byWrittenId.get(written.value);
  if (exact) return exact;
  const wanted = written.value.trim().toLowerCase();
  const same = world.byId.get(wanted)?.[0];
  if (same) return same;
  const dot = wanted.indexOf('·');
  const session = dot < 0 ? from.task.session?.value : wanted.slice(0, dot).trim();
  if (session === undefined) return undefined;
  const rest = dot < 0 ? wanted : wanted.slice(dot + 1).trim();
  const place = /^t\d+$/.test(rest) && from.task.phase && dot < 0 ? `p${from.task.phase.value}.${rest}` : rest;
  return world.byPlace.get(placeKey(session, place));
}

import { globsOverlap } from '../document/globOverlap.ts';
import type { SessionId, TaskId } from './ids.ts';
import type { SwarmState } from './swarmState.ts';

/** What a task's work did to a file: the hash of its content, null when it is gone. */
export interface ChangedFile {
  readonly path: string;
  readonly hash: string | null;
}

/** What a runner said of the work under a claim. `merged`: files that were merged with other content since the work began. */
export interface Changes {
  readonly epoch: number;
  readonly files: readonly ChangedFile[];
  readonly merged: readonly string[];
}

/** Work that may not go together: of two tasks under way, or of one with what is merged. */
export interface MayConflict {
  readonly kind: 'deliverables' | 'changes' | 'merged';
  /** One or two, in the order of their ids. */
  readonly tasks: readonly TaskId[];
  readonly sessions: readonly SessionId[];
  /** The first of the files. */
  readonly files: readonly string[];
  readonly more: number;
}

/** So many are shown, and so many files of each. */
const most = 100;
const mostFiles = 20;
/** Comparisons of globs and paths for one look; what is beyond is not looked at. */
const mostComparisons = 200_000;

interface Live {
  readonly task: TaskId;
  readonly session: SessionId;
  /** Deliverables as planned. */
  readonly planned: readonly string[];
  /** What was really changed, once that is known. */
  readonly changed: ReadonlyMap<string, string | null> | undefined;
  readonly merged: readonly string[];
}

/**
 * What may conflict before it is merged, in a stable order. Where it is known what both have changed, that counts and not what
 * was planned; files that came to the same on both sides are no conflict.
 */
export function findMayConflict(
  state: SwarmState,
  changesOf: (task: TaskId) => Changes | undefined,
): readonly MayConflict[] {
  const live = findLive(state, changesOf);
  const found = live.flatMap((one) => (one.merged.length > 0 ? [toView('merged', [one], one.merged)] : []));
  let budget = mostComparisons;
  for (const [at, one] of live.entries()) {
    for (const other of live.slice(at + 1)) {
      budget -= (one.changed?.size ?? one.planned.length) * (other.changed?.size ?? other.planned.length);
      if (budget < 0 || found.length >= most) return found.slice(0, most);
      const files = shared(one, other);
      const kind = one.changed && other.changed ? 'changes' : 'deliverables';
      if (files.length > 0) found.push(toView(kind, [one, other], files));
    }
  }
  return found.slice(0, most);
}

function findLive(state: SwarmState, changesOf: (task: TaskId) => Changes | undefined): readonly Live[] {
  const tasks = new Set([...state.submitted, ...[...state.sessions.values()].flatMap(({ claims }) => [...claims])]);
  const live = [...tasks].flatMap((id): Live[] => {
    const task = state.tasks.get(id);
    if (task?.progress.stage !== 'claimed' && task?.progress.stage !== 'submitted') return [];
    const told = changesOf(id);
    const changes = told?.epoch === task.epoch ? told : undefined;
    const changed = changes && new Map(changes.files.map(({ path, hash }) => [path, hash]));
    return [{ task: id, session: task.progress.by, planned: task.spec.files, changed, merged: changes?.merged ?? [] }];
  });
  return live.toSorted((a, b) => (a.task < b.task ? -1 : 1));
}

/** The paths or globs that both have to do with, in order. */
function shared(one: Live, other: Live): readonly string[] {
  if (one.changed && other.changed) {
    const others = other.changed;
    return [...one.changed]
      .filter(([path, hash]) => others.has(path) && others.get(path) !== hash)
      .map(([path]) => path)
      .toSorted();
  }
  const [known, planned] = other.changed ? [other, one] : [one, other];
  const paths = known.changed ? [...known.changed.keys()] : known.planned;
  return paths.filter((path) => planned.planned.some((glob) => meet(path, glob))).toSorted();
}

function meet(one: string, other: string): boolean {
  return one === other || globsOverlap(one, other);
}

function toView(kind: MayConflict['kind'], of: readonly Live[], files: readonly string[]): MayConflict {
  return {
    kind,
    tasks: of.map(({ task }) => task),
    sessions: of.map(({ session }) => session),
    files: files.slice(0, mostFiles),
    more: Math.max(0, files.length - mostFiles),
  };
}

/** What the radar shows, as a sentence with the names, and the step that would avoid it. */
export function describeMayConflict({ kind, tasks, sessions, files, more }: MayConflict): string {
  const listed = files.slice(0, 5).join(', ') + (files.length + more > 5 ? ` and ${files.length + more - 5} more` : '');
  const [one = '', other = ''] = tasks;
  const who = `${one} (${sessions[0] ?? ''})`;
  switch (kind) {
    case 'merged':
      return `${who} changes what was merged since it began: ${listed}.`;
    case 'changes':
      return `${who} and ${other} (${sessions[1] ?? ''}) have both changed ${listed}.`;
    case 'deliverables':
      return `${who} and ${other} (${sessions[1] ?? ''}) are both to write ${listed}; let one depend on the other.`;
  }
}

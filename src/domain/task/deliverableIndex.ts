import { matchesGlob } from '../document/glob.ts';
import { globsOverlap } from '../document/globOverlap.ts';
import type { TaskId } from './ids.ts';
import type { TaskSpec } from './plan.ts';

type Writer = Pick<TaskSpec, 'id' | 'files'>;

/** Which tasks of one session's plan write which files, so that those that write the same are found without looking at all of them. */
export class DeliverableIndex {
  readonly #byPath = new Map<string, Set<TaskId>>();
  readonly #globs = new Map<TaskId, readonly string[]>();

  add({ id, files }: Writer): void {
    for (const path of files.map(normal)) {
      const writers = this.#byPath.get(path) ?? new Set();
      this.#byPath.set(path, writers.add(id));
    }
    const globs = files.map(normal).filter(isGlob);
    if (globs.length > 0) this.#globs.set(id, globs);
  }

  delete({ id, files }: Writer): void {
    for (const path of files.map(normal)) {
      const writers = this.#byPath.get(path);
      writers?.delete(id);
      if (writers?.size === 0) this.#byPath.delete(path);
    }
    this.#globs.delete(id);
  }

  /** The other tasks that write a file that `task` writes, too. */
  besides({ id, files }: Writer): ReadonlySet<TaskId> {
    const found = new Set<TaskId>();
    for (const path of files.map(normal)) {
      for (const other of this.#byPath.get(path) ?? []) found.add(other);
      for (const [other, globs] of this.#globs) if (globs.some((glob) => meets(glob, path))) found.add(other);
      if (!isGlob(path)) continue;
      for (const [written, others] of this.#byPath)
        if (matchesGlob(path, written)) for (const other of others) found.add(other);
    }
    found.delete(id);
    return found;
  }
}

/** A deliverable that both name, as a path if one of them does, else as the glob of the first; undefined when there can be none. */
export function sharedFile(files: readonly string[], others: readonly string[]): string | undefined {
  for (const path of files.map(normal)) {
    for (const other of others.map(normal)) {
      if (path === other || (isGlob(other) && meets(other, path))) return path;
      if (isGlob(path) && meets(path, other)) return other;
    }
  }
  return undefined;
}

/** Whether a glob and a path, or another glob, name a file in common. */
function meets(glob: string, path: string): boolean {
  return isGlob(path) ? globsOverlap(glob, path) : matchesGlob(glob, path);
}

function normal(path: string): string {
  return path.replace(/^(?:\.\/)+/, '').replace(/\/$/, '/**');
}

function isGlob(path: string): boolean {
  return /[*?{]/.test(path);
}

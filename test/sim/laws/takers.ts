import type { ConflictEvent } from '../../../src/domain/task/conflict.ts';
import type { SessionId } from '../../../src/domain/task/ids.ts';
import type { TaskSpec } from '../../../src/domain/task/plan.ts';

/** Open conflicts by blocker, and who takes the task of each in the place of whose it is. */
export class Takers {
  readonly #conflicts = new Map<string, { readonly task: string; solver: SessionId | undefined }>();

  conflict({ blocker, task, solver }: ConflictEvent): undefined {
    // What was there of an earlier one is over.
    this.drop(task);
    this.#conflicts.set(blocker, { task, solver });
  }

  end(blocker: string): boolean {
    return this.#conflicts.delete(blocker);
  }

  leave(session: string): void {
    for (const conflict of this.#conflicts.values()) if (conflict.solver === session) conflict.solver = undefined;
  }

  drop(task: string): void {
    for (const conflict of this.#conflicts.values()) if (conflict.task === task) conflict.solver = undefined;
  }

  /** Whoever is to merge both sides of a conflict takes the task as its own, and nobody takes it over. */
  of(spec: TaskSpec): { readonly spec: TaskSpec; readonly isKept: boolean } {
    const solver = [...this.#conflicts.values()].findLast(({ task }) => task === spec.id)?.solver;
    return solver === undefined ? { spec, isKept: false } : { spec: { ...spec, session: solver }, isKept: true };
  }
}

import { SortedSet } from '../../base/sortedSet.ts';
import type { TaskId } from './ids.ts';
import { compareDue, dueAt } from './urgency.ts';
import { setbacks, type TaskState } from './taskState.ts';

/** A task that can be claimed, with what orders it; a copy, so that its place is found again whatever happens to the task. */
export interface ReadyTask {
  readonly id: TaskId;
  readonly dueAt: number;
  readonly plannedAt: number;
  readonly needs: readonly string[];
  /** The model tier that its document states. */
  readonly stated: string | undefined;
  /** See `setbacks`. */
  readonly failures: number;
  /** Micro-dollars that it is expected to cost; infinite when its own cap has no room for that. */
  readonly cost: number;
  /** Whether a person has let it begin. */
  readonly isCleared: boolean;
}

/** Whether a session may take tasks like this one. */
export type Suits = (task: Pick<ReadyTask, 'needs' | 'cost' | 'stated' | 'failures' | 'isCleared'>) => boolean;

/**
 * Ready tasks in the order in which they are due. Those that need the same capabilities, are expected to cost the same and go to the same model stand in one line, because a session may
 * take all of them or none: its next task is found by a look at the head of each line, however many tasks there are.
 */
export class ReadyQueue {
  readonly #tasks = new Map<TaskId, ReadyTask>();
  readonly #lines = new Map<string, SortedSet<ReadyTask>>();

  get size(): number {
    return this.#tasks.size;
  }

  has(id: TaskId): boolean {
    return this.#tasks.has(id);
  }

  add(task: TaskState, cost: number, isCleared = false): void {
    const { spec, plannedAt } = task;
    if (this.#tasks.has(spec.id)) return;
    const failures = setbacks(task);
    const { id, capabilities: needs, model: stated } = spec;
    const ready = { id, dueAt: dueAt(spec, plannedAt), plannedAt, needs, stated, failures, cost, isCleared };
    this.#tasks.set(spec.id, ready);
    const key = lineOf(ready);
    const line = this.#lines.get(key) ?? new SortedSet<ReadyTask>(compareDue);
    line.add(ready);
    this.#lines.set(key, line);
  }

  delete(id: TaskId): void {
    const ready = this.#tasks.get(id);
    if (!ready) return;
    this.#tasks.delete(id);
    const key = lineOf(ready);
    const line = this.#lines.get(key);
    line?.delete(ready);
    if (line?.size === 0) this.#lines.delete(key);
  }

  /** The task that is due first among those that suit. */
  first(suits: Suits): ReadyTask | undefined {
    let found: ReadyTask | undefined;
    for (const { first } of this.#lines.values()) {
      if (first && suits(first)) found = found && compareDue(found, first) < 0 ? found : first;
    }
    return found;
  }

  /** The task that is due last among those that suit. */
  last(suits: Suits): ReadyTask | undefined {
    let found: ReadyTask | undefined;
    for (const { last } of this.#lines.values()) {
      if (last && suits(last)) found = found && compareDue(found, last) > 0 ? found : last;
    }
    return found;
  }

  /** The ids, in no particular order. */
  [Symbol.iterator](): IterableIterator<TaskId> {
    return this.#tasks.keys();
  }
}

function lineOf({ needs, cost, stated, failures, isCleared }: ReadyTask): string {
  return `${cost}${isCleared ? '!' : ''}\n${failures}\n${stated ?? ''}\n${needs.length === 1 ? (needs[0] ?? '') : needs.join('\n')}`;
}

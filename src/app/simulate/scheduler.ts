import { toDisposable, type Disposable } from '../../base/disposable.ts';
import type { Clock } from '../ports/clock.ts';

interface Scheduled {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
  live: boolean;
}

/**
 * Virtual time. What is scheduled runs in order of time, then of scheduling; between two events every promise settles, so that one
 * seed always leads to the same run. The wall clock may jump, the monotonic one may not.
 */
export class Scheduler implements Clock {
  readonly #heap: Scheduled[] = [];
  #time = 0;
  #order = 0;
  #wall = 1_700_000_000_000;
  readonly #settle: () => Promise<void>;

  /** `settle` resolves when every promise that could has gone on: a turn of the event loop. */
  constructor(settle: () => Promise<void>) {
    this.#settle = settle;
  }

  now(): number {
    return this.#wall + this.#time;
  }

  monotonic(): number {
    return this.#time;
  }

  /** Sets the wall clock by so many ms, forwards or backwards. */
  jump(ms: number): void {
    this.#wall += ms;
  }

  after(ms: number, run: () => void): Disposable {
    const scheduled: Scheduled = { at: this.#time + ms, order: (this.#order += 1), run, live: true };
    this.#push(scheduled);
    return toDisposable(() => (scheduled.live = false));
  }

  every(ms: number, run: () => void): Disposable {
    let next: Disposable;
    const again = (): void => {
      next = this.after(ms, again);
      run();
    };
    next = this.after(ms, again);
    return toDisposable(() => next.dispose());
  }

  /** Runs events until `done` holds, nothing is left, or virtual time passes `limit`. */
  async run(done: () => boolean, limit: number): Promise<void> {
    while (!done()) {
      const next = this.#pop();
      if (!next) return;
      if (!next.live) continue;
      if (next.at > limit) {
        this.#push(next);
        this.#time = limit;
        return;
      }
      this.#time = next.at;
      next.run();
      await this.#settle();
    }
  }

  #push(scheduled: Scheduled): void {
    const heap = this.#heap;
    let at = heap.push(scheduled) - 1;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (!this.#swapWhenSooner(at, above)) return;
      at = above;
    }
  }

  #pop(): Scheduled | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (!first || !last || first === last) return first;
    heap[0] = last;
    for (let at = 0; ;) {
      const left = 2 * at + 1;
      const child = left + 1 < heap.length && isSooner(heap[left + 1], heap[left]) ? left + 1 : left;
      if (child >= heap.length || !this.#swapWhenSooner(child, at)) return first;
      at = child;
    }
  }

  #swapWhenSooner(below: number, above: number): boolean {
    const [low, high] = [this.#heap[below], this.#heap[above]];
    if (!low || !high || !isSooner(low, high)) return false;
    this.#heap[above] = low;
    this.#heap[below] = high;
    return true;
  }
}

function isSooner(a: Scheduled | undefined, b: Scheduled | undefined): boolean {
  return a !== undefined && b !== undefined && (a.at < b.at || (a.at === b.at && a.order < b.order));
}

import type { MergeEvent } from '../../../src/domain/task/resultEvent.ts';

/** What must hold of a person's merges of the result: only what the branch was at by the ledger, each once, taken back only when it is there. */
export class ResultLaws {
  readonly #heads = new Set<string>();
  readonly #merged = new Map<string, string>();

  /** The integration branch is at this commit by the facts. */
  reached(head: string): void {
    this.#heads.add(head);
  }

  follow(event: MergeEvent): string | undefined {
    const before = this.#merged.get(event.branch);
    if (event.type === 'result.undone') {
      this.#merged.delete(event.branch);
      return before === event.merge ? undefined : `${event.branch} holds no such merge`;
    }
    this.#merged.set(event.branch, event.merge);
    if (before === event.merge) return `${event.branch} has had that merge already`;
    return this.#heads.has(event.result) ? undefined : `the result was never at ${event.result}`;
  }
}

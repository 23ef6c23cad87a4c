import type { Disposable } from '../../base/disposable.ts';
import { createSwarmState, type SwarmState } from '../../domain/task/swarmState.ts';
import type { TaskState } from '../../domain/task/taskState.ts';
import type { ClaimedTask } from '../../protocol/verbs.ts';
import { toClaimedTask } from '../coordinator/answers.ts';
import { foldEntry, readLedger } from '../coordinator/readLedger.ts';
import type { Ledger } from '../ports/ledger.ts';

/** The state of a swarm as its ledger has it, for a process that does not lead: only what was added is read again. */
export class LedgerView implements Disposable {
  readonly #ledger: Ledger;
  readonly #state = createSwarmState();

  /** `ledger` is closed with the view. */
  constructor(ledger: Ledger) {
    this.#ledger = ledger;
  }

  /** The state up to the last entry that is durable now. Throws LedgerError. */
  current(): SwarmState {
    for (const { entry } of readLedger(this.#ledger, this.#state.sequence)) foldEntry(this.#state, entry);
    return this.#state;
  }

  /** What the session that holds a task was told when it claimed it. */
  claimOf(task: TaskState): ClaimedTask {
    for (const sealed of readLedger(this.#ledger, task.claimSequence - 1)) return toClaimedTask(this.#state, sealed);
    throw new TypeError(`nobody has claimed ${task.spec.id}`);
  }

  dispose(): void {
    this.#ledger.close();
  }
}

import { describeMayConflict, findMayConflict, type Changes, type MayConflict } from '../../domain/task/radar.ts';
import { taskId, type TaskId } from '../../domain/task/ids.ts';
import type { SwarmState } from '../../domain/task/swarmState.ts';
import type { MayConflictView } from '../../protocol/radarView.ts';
import type { RequestOf } from '../../protocol/verbs.ts';

/**
 * What runners say of the files that they have changed. It is how things are now and no fact of the ledger: a claim that has
 * ended takes it along, and after a change of leader it is known again with the next word of the runner.
 */
export class Radar {
  readonly #changes = new Map<TaskId, Changes>();

  /** Notes what the heartbeat says; true when that is news. */
  note({ claim, changed }: RequestOf<'heartbeat'>): boolean {
    if (!claim || !changed) return false;
    this.#changes.set(taskId(claim.task), { epoch: claim.epoch, ...changed });
    return true;
  }

  /** What may conflict now; what was said under claims that have ended is forgotten. */
  look(state: SwarmState): readonly MayConflict[] {
    for (const [id, { epoch }] of this.#changes) {
      const task = state.tasks.get(id);
      const lives = task?.progress.stage === 'claimed' || task?.progress.stage === 'submitted';
      if (!lives || task.epoch !== epoch) this.#changes.delete(id);
    }
    return findMayConflict(state, (id) => this.#changes.get(id));
  }
}

/** The same as people and programs see it. */
export function viewMayConflict(found: MayConflict): MayConflictView {
  const { kind, tasks, sessions, files, more } = found;
  return {
    kind,
    tasks: [...tasks],
    sessions: [...sessions],
    files: [...files],
    more,
    reason: describeMayConflict(found),
  };
}

import { rescueRef } from '../../domain/agent/refName.ts';
import type { ClaimedTask } from '../../protocol/verbs.ts';
import type { Workspace } from '../ports/workspace.ts';

/** The places at which the agents of one session work, each with a worktree of its own; numbered from 1. */
export interface Seats {
  /**
   * Takes a free seat for a task: the one at which its last claim has left its work, else the first. Rejects for a fault of the place, and with a `RangeError`
   * when no seat is free.
   */
  take(task: ClaimedTask): Promise<number>;
  release(seat: number): void;
}

/** Makes the seats of a session with so many agents. */
export function createSeats(
  count: number,
  { session, branch, workspace }: { session: string; branch: string; workspace: Pick<Workspace, 'resumeSession'> },
): Seats {
  const free = new Set(Array.from({ length: count }, (_, at) => at + 1));
  const left = async ({ task, epoch }: ClaimedTask): Promise<number | undefined> => {
    if (epoch === 1 || count === 1) return undefined;
    for (const seat of free) {
      const found = await workspace.resumeSession({ session, seat }, branch, rescueRef(task, epoch - 1));
      if (found) return seat;
    }
    return undefined;
  };
  return {
    take: async (task) => {
      const before = await left(task);
      const seat = before !== undefined && free.has(before) ? before : Math.min(...free);
      if (!free.delete(seat)) throw new RangeError(`${session} has more claims than its ${count} agents`);
      return seat;
    },
    release: (seat) => void free.add(seat),
  };
}

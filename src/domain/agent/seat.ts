import { toBranchName, toSafeName } from './refName.ts';

/** Agents that one session may have at work at once, whatever its plan says: the most that the board and the socket's limits are made for. */
export const mostSeats = 49;

/**
 * The folder below `.s2/worktrees` of an agent's seat. The first seat has the session's own. No id leads to the name of another seat: `~` in an id is encoded.
 */
export function seatFolder(session: string, seat: number): string {
  return seat === 1 ? toSafeName(session) : `${toSafeName(session)}~${seat}`;
}

/** The branch of an agent's seat. That of the first one is the session's own; git allows no branch below a branch, hence the sign. */
export function seatBranch(branch: string, seat: number): string {
  return seat === 1 ? toBranchName(branch) : `${toBranchName(branch)}+${seat}`;
}

/** Every branch that the agents of a session may work on, the session's own first. */
export function seatBranches(branch: string, agents: Readonly<Record<string, number>>): readonly string[] {
  return Array.from({ length: seatsOf(agents) }, (_, at) => seatBranch(branch, at + 1));
}

/** How many agents of a session may be at work at once by its plan: one when it names none; at least one, because a session without any still waits. */
export function seatsOf(agents: Readonly<Record<string, number>>): number {
  const counts = Object.values(agents);
  if (counts.length === 0) return 1;
  const total = counts.reduce((sum, count) => sum + count, 0);
  return Math.min(Math.max(1, total), mostSeats);
}

import { hasNext } from '../../domain/task/chooseTask.ts';
import { decideClaim } from '../../domain/task/decideClaim.ts';
import { sessionId, taskId } from '../../domain/task/ids.ts';
import type { Refusal } from '../../domain/task/refusal.ts';
import type { SwarmState } from '../../domain/task/swarmState.ts';
import type { RequestOf } from '../../protocol/verbs.ts';
import type { Outcome } from './ledgerWriter.ts';
import type { WaitingRoom } from './waitingRoom.ts';

export interface ClaimDeskParts {
  readonly room: WaitingRoom;
  readonly state: () => SwarmState;
  /** Whether there will never be work again. */
  readonly isOver: () => boolean;
}

/** How a session's request for its next task is decided. */
export interface ClaimAsked {
  readonly decide: (request: RequestOf<'claim' | 'claimNext'>) => Promise<Outcome>;
  /** What the same request has led to before, when it is one that is sent again. */
  readonly recall: () => Promise<Outcome> | undefined;
  readonly signal: AbortSignal;
}

/** Hands out tasks to sessions that wait for one, and lets a person give one to a session. */
export class ClaimDesk {
  readonly #parts: ClaimDeskParts;
  /** What the agents of a session take next because a person said so, in that order. A wish, not a fact: it is gone with the leader that it was said to. */
  readonly #assigned = new Map<string, readonly string[]>();

  constructor(parts: ClaimDeskParts) {
    this.#parts = parts;
  }

  /** The next claim of a session; undefined when there is nothing more, or nobody waits for the answer any more. */
  async claimNext(
    request: RequestOf<'claimNext'>,
    { decide, recall, signal }: ClaimAsked,
  ): Promise<Outcome | undefined> {
    const { room, isOver } = this.#parts;
    for (;;) {
      if (signal.aborted) return undefined;
      // Granted, and the answer was lost: that there is no more work now does not take the claim back.
      if (isOver()) return recall();
      // Asked before waiting: a request that is sent again, because its answer was lost, has its claim already.
      const outcome = await decide(this.#preferAssigned(request));
      if (outcome.accepted || !request.wait || isForGood(outcome.refusal)) return outcome;
      await room.wait(() => isOver() || this.#hasWorkFor(request.session), signal);
    }
  }

  /** A person gives a task to a session: its agents take it as their next one, from this leader. The refusal says why not. */
  assign(request: RequestOf<'claim'>): Refusal | undefined {
    const decision = decideClaim(this.#parts.state(), sessionId(request.session), taskId(request.task));
    if (!decision.accepted) return decision.refusal;
    const before = this.#assigned.get(request.session) ?? [];
    this.#assigned.set(request.session, [...before.filter((task) => task !== request.task), request.task]);
    this.#parts.room.changed();
    return undefined;
  }

  #preferAssigned(request: RequestOf<'claimNext'>): RequestOf<'claim' | 'claimNext'> {
    const [task, ...later] = this.#assigned.get(request.session) ?? [];
    if (later.length > 0) this.#assigned.set(request.session, later);
    else this.#assigned.delete(request.session);
    return task === undefined ? request : { verb: 'claim', session: request.session, task };
  }

  #hasWorkFor(session: string): boolean {
    const state = this.#parts.state();
    if (state.paused) return false;
    if (this.#assigned.has(session)) return true;
    const known = state.sessions.get(sessionId(session));
    // A session that is not there gets its refusal at once. What wakes is what grants: otherwise the two could go round for ever.
    return !known || known.withdrawn || hasNext(state, known);
  }
}

/** A session that is not part of the swarm never will be while it waits. */
function isForGood(refusal: Refusal): boolean {
  return refusal.code === 'unknown' && refusal.what === 'session';
}

import { Emitter } from '../../base/emitter.ts';
import { assertNever } from '../../base/assertNever.ts';
import { isForged, isSubmitted, isTakenBack } from '../../domain/task/integrationBranch.ts';
import type { SwarmState } from '../../domain/task/swarmState.ts';
import type { AnswerOf } from '../../protocol/coordinatorClient.ts';
import type { ForeignCommit, HostTrouble, Troubled } from '../../protocol/hostTrouble.ts';
import type { SwarmSnapshot } from '../../protocol/swarmSnapshot.ts';
import type { RequestOf } from '../../protocol/verbs.ts';
import type { WaitingRoom } from './waitingRoom.ts';

export interface HostDeskParts {
  readonly room: WaitingRoom;
  readonly state: () => SwarmState;
  /** The last sequence that the ledger keeps. */
  readonly durable: () => number;
}

/**
 * What the agent host says of itself. Trouble is how things are now and no fact of the ledger: the host tells it again to
 * each leader that it meets, so nothing of it has to survive one.
 */
export class HostDesk {
  readonly #parts: HostDeskParts;
  readonly #troubles = new Map<Troubled, HostTrouble>();
  readonly #changed = new Emitter<string>();

  /** Fires with a sentence when trouble begins, changes or ends. */
  readonly onTrouble = this.#changed.event;

  constructor(parts: HostDeskParts) {
    this.#parts = parts;
  }

  async answer(request: RequestOf<'hostTrouble' | 'integrationHead'>, signal: AbortSignal): Promise<unknown> {
    if (request.verb === 'integrationHead') return this.#integrationHead(request.merged, signal);
    this.#note(request);
    return {};
  }

  #note({ what, trouble }: RequestOf<'hostTrouble'>): void {
    const before = this.#troubles.get(what);
    // The host tells it again with each try.
    if (JSON.stringify(before ?? null) === JSON.stringify(trouble)) return;
    if (trouble === null) this.#troubles.delete(what);
    else this.#troubles.set(what, trouble);
    this.#changed.fire(trouble === null ? `The ${what} goes on.` : describe(this.#parts.state(), what, trouble).reason);
  }

  /** The head of the integration branch that the ledger accounts for, once it keeps the entry that says so. */
  async #integrationHead(merged: string | undefined, signal: AbortSignal): Promise<AnswerOf<'integrationHead'>> {
    const { room, state, durable } = this.#parts;
    await room.wait(() => state().integration.since <= durable(), signal);
    const takenBack = merged !== undefined && isTakenBack(state(), merged);
    const submitted = merged !== undefined && isSubmitted(state(), merged);
    return { head: state().integration.head ?? null, takenBack, submitted };
  }

  /** What of it a person has to move on. */
  needsYou(): SwarmSnapshot['needsYou'] {
    return [...this.#troubles].map(([what, trouble]) => describe(this.#parts.state(), what, trouble));
  }
}

function describe(state: SwarmState, what: Troubled, trouble: HostTrouble): SwarmSnapshot['needsYou'][number] {
  switch (trouble.kind) {
    case 'fault':
      return {
        subject: what,
        reason: trouble.reason,
        action: 'It is tried again by itself; put right what keeps it.',
      };
    case 'foreign-commits': {
      const branch = state.integrationBranch;
      const [head, from] = [trouble.head.slice(0, 12), trouble.from.slice(0, 12)];
      const listed = trouble.commits.map((commit) => describeCommit(state, commit)).join('; ');
      const more = trouble.more > 0 ? ` and ${trouble.more} more` : '';
      return {
        subject: branch,
        reason: `Somebody else has committed to ${branch}, and nothing is merged on top: ${listed}${more}.`,
        action: `Take them over with \`s2 accept-commits ${head}\`, or move the branch back with \`git branch -f ${branch} ${from}\`.`,
      };
    }
    default:
      return assertNever(trouble);
  }
}

function describeCommit(state: SwarmState, commit: ForeignCommit): string {
  const forged = isForged(state, commit)
    ? `, FORGED: it claims to be ${commit.claims}, which the ledger does not know`
    : '';
  return `${commit.commit.slice(0, 12)} by ${commit.author} "${commit.subject}"${forged}`;
}

import { err, ok, type Result } from '../../base/result.ts';
import { decidePermit, isStillAsked, openSubjects } from '../../domain/guard/decidePermit.ts';
import { sessionId, taskId } from '../../domain/task/ids.ts';
import { underClaim } from '../../domain/task/decideEffect.ts';
import { accept, type Refusal } from '../../domain/task/refusal.ts';
import type { RequestOf } from '../../protocol/verbs.ts';
import type { Outcome, Proposal } from './ledgerWriter.ts';
import type { IntegrationParts } from './nextIntegration.ts';
import { contextOfRequest, type Requester } from './requestContext.ts';

/** Tells sessions whether they may run a command or reach a host, as soon as a person has said so. */
export class PermitDesk {
  readonly #parts: IntegrationParts;
  readonly #propose: (proposal: Proposal) => Promise<Outcome>;

  constructor(parts: IntegrationParts, propose: (proposal: Proposal) => Promise<Outcome>) {
    this.#parts = parts;
    this.#propose = propose;
  }

  /** With `wait` it answers when a person has said so, or the claim is over. What it says was decided on facts that are durable. */
  async handle(
    request: RequestOf<'permit'>,
    asked: Requester & { readonly signal: AbortSignal },
  ): Promise<Result<{ readonly verdict: 'allowed' | 'open' }, Refusal>> {
    const { room, isOver } = this.#parts;
    // Asking again is harmless without a key, and has another answer each time.
    const context = { ...contextOfRequest(request, asked), key: null };
    for (;;) {
      let isFree = false;
      const decide: Proposal['decide'] = (state) => {
        isFree = openSubjects(state, request.wanted).length === 0;
        return decidePermit(state, claimOf(request), request.wanted);
      };
      const outcome = await this.#propose({ decide, context });
      if (!outcome.accepted) return err(outcome.refusal);
      if (isFree) return ok({ verdict: 'allowed' });
      if (!request.wait || asked.signal.aborted || isOver()) return ok({ verdict: 'open' });
      await room.wait(() => isOver() || !this.#waits(request), asked.signal);
    }
  }

  /** Whether asking again would say once more that it is open. */
  #waits(request: RequestOf<'permit'>): boolean {
    const state = this.#parts.state();
    return underClaim(state, claimOf(request), () => accept()).accepted && isStillAsked(state, request.wanted);
  }
}

function claimOf({ task, session, epoch }: RequestOf<'permit'>): Parameters<typeof decidePermit>[1] {
  return { task: taskId(task), session: sessionId(session), epoch };
}

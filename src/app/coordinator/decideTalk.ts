import { decideAcknowledge, decideAnswer, decideAsk, decideMessage } from '../../domain/guard/decideDialogue.ts';
import { decideVerdict } from '../../domain/guard/decideApproval.ts';
import { decidePermit } from '../../domain/guard/decidePermit.ts';
import { decideClaimResult, decideLinkResult } from '../../domain/guard/decideResult.ts';
import { decidePropose, decideVote } from '../../domain/guard/decideVote.ts';
import { decisionId, questionId } from '../../domain/guard/ids.ts';
import type { Speaker } from '../../domain/guard/speaker.ts';
import type { SwarmEvent } from '../../domain/task/event.ts';
import { sessionId, taskId } from '../../domain/task/ids.ts';
import type { Decision } from '../../domain/task/refusal.ts';
import type { SwarmState } from '../../domain/task/swarmState.ts';
import type { RequestOf } from '../../protocol/verbs.ts';

/** The verbs of approvals, votes and dialogue that may add facts to the ledger. */
export type TalkRequest = RequestOf<
  | 'permit'
  | 'claimResult'
  | 'linkResult'
  | 'propose'
  | 'vote'
  | 'approve'
  | 'reject'
  | 'ask'
  | 'answer'
  | 'message'
  | 'acknowledge'
>;

/** Who speaks when the request names no session, and when (ms since epoch). */
export interface Said {
  readonly person: string;
  readonly now: number;
}

/** Decides one request on the state. Pure: what it returns is all that it does. Who may ask for it was checked before. */
export function decideTalk(state: SwarmState, request: TalkRequest, { person, now }: Said): Decision<SwarmEvent> {
  switch (request.verb) {
    case 'propose': {
      const { title, hazards, conflict } = request;
      return decidePropose(state, { by: speakerOf(request.session, person), title, hazards, conflict }, now);
    }
    case 'permit': {
      const claim = { task: taskId(request.task), session: sessionId(request.session), epoch: request.epoch };
      return decidePermit(state, claim, request.wanted);
    }
    case 'claimResult': {
      const of = request.task === null ? null : taskId(request.task);
      return decideClaimResult(state, { session: sessionId(request.session), of, text: request.text }, now);
    }
    case 'linkResult': {
      const { from, to, relation, severity, reason } = request;
      return decideLinkResult(
        state,
        { session: sessionId(request.session), from, to, relation, severity, reason },
        now,
      );
    }
    case 'vote': {
      const { choice, rationale, alternative } = request;
      const vote = { session: sessionId(request.session), choice, rationale, alternative };
      return decideVote(state, decisionId(request.decision), vote);
    }
    case 'approve':
      return decideVerdict(state, request.approval, { verdict: 'approved', by: person, reason: request.reason });
    case 'reject':
      return decideVerdict(state, request.approval, { verdict: 'rejected', by: person, reason: request.reason });
    case 'ask': {
      const to = request.to === null ? null : sessionId(request.to);
      const { claim } = request;
      const question = { session: sessionId(request.session), to, text: request.text };
      if (!claim) return decideAsk(state, question, now);
      const { epoch, lasts } = claim;
      const held = { task: taskId(claim.task), epoch, ...(lasts ? { lasts } : {}) };
      return decideAsk(state, { ...question, claim: held }, now);
    }
    case 'answer': {
      const by = speakerOf(request.session, person);
      return decideAnswer(state, { question: questionId(request.question), by, text: request.text });
    }
    case 'message': {
      const from = speakerOf(request.session, person);
      return decideMessage(state, { to: sessionId(request.to), from, text: request.text }, now);
    }
    case 'acknowledge':
      return decideAcknowledge(state, sessionId(request.session), request.upTo);
  }
}

function speakerOf(session: string | undefined, person: string): Speaker {
  return session === undefined ? { kind: 'person', name: person } : { kind: 'session', session: sessionId(session) };
}

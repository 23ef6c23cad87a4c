import { assertNever } from '../../base/assertNever.ts';
import type { SessionId, TaskId } from '../task/ids.ts';
import type { Approval } from './approval.ts';
import type { Decision } from './decision.ts';
import { dialogueLimits, type InboxItem, type Question, type Sending } from './dialogue.ts';
import type { GuardEvent } from './guardEvent.ts';
import type { ApprovalId, DecisionId, LinkId, PermitId, QuestionId, ResultId } from './ids.ts';
import type { ResultClaim, ResultLink } from './result.ts';
import { keyOfSubject, type Permit } from './permit.ts';

/** Everything about approvals, decisions and dialogue, folded from the ledger. Changed only by folding events. */
export interface GuardState {
  readonly approvals: Map<ApprovalId, Approval>;
  readonly openApprovals: Set<ApprovalId>;
  /** Tasks that only an approval keeps, and nobody has been asked for it yet. */
  readonly unasked: Set<TaskId>;
  readonly permits: Map<PermitId, Permit>;
  readonly openPermits: Set<PermitId>;
  /** The request that stands for each program, line and host that was ever asked for. */
  readonly permitted: Map<string, PermitId>;
  readonly decisions: Map<DecisionId, Decision>;
  readonly openDecisions: Set<DecisionId>;
  readonly questions: Map<QuestionId, Question>;
  readonly openQuestions: Set<QuestionId>;
  readonly results: Map<ResultId, ResultClaim>;
  readonly links: Map<LinkId, ResultLink>;
  /** What each session has yet to read, in order. */
  readonly inboxes: Map<SessionId, readonly InboxItem[]>;
  readonly sending: Map<SessionId, Sending>;
}

export function createGuardState(): GuardState {
  return {
    approvals: new Map(),
    openApprovals: new Set(),
    unasked: new Set(),
    permits: new Map(),
    openPermits: new Set(),
    permitted: new Map(),
    decisions: new Map(),
    openDecisions: new Set(),
    questions: new Map(),
    openQuestions: new Set(),
    results: new Map(),
    links: new Map(),
    inboxes: new Map(),
    sending: new Map(),
  };
}

/** Folds one fact; what it means for tasks is for whoever folds those. Throws when it is about something unknown. */
export function applyGuardEvent(
  state: GuardState,
  event: GuardEvent,
  { at, sequence }: { readonly at: number; readonly sequence: number },
): void {
  switch (event.type) {
    case 'approval.asked': {
      const { approval: id, task, gates, commit } = event;
      state.approvals.set(id, { id, task, gates, commit, askedAt: at, stage: { state: 'asked' } });
      state.openApprovals.add(id);
      if (commit === undefined) state.unasked.delete(task);
      return;
    }
    case 'approval.decided': {
      const { verdict, by, reason } = event;
      const said = { by, at, reason };
      known(state.approvals, event.approval).stage =
        verdict === 'approved' ? { state: verdict, ...said, sequence } : { state: verdict, ...said };
      state.openApprovals.delete(event.approval);
      return;
    }
    case 'permit.asked': {
      const { permit: id, task, session, epoch, wanted, subjects } = event;
      state.permits.set(id, { id, task, session, epoch, wanted, subjects, stage: { state: 'asked' } });
      state.openPermits.add(id);
      for (const subject of subjects) state.permitted.set(keyOfSubject(subject), id);
      return;
    }
    case 'permit.decided': {
      const { verdict, by, reason } = event;
      known(state.permits, event.permit).stage = { state: verdict, by, at, reason };
      state.openPermits.delete(event.permit);
      return;
    }
    case 'permit.withdrawn': {
      const permit = known(state.permits, event.permit);
      permit.stage = { state: 'withdrawn' };
      state.openPermits.delete(event.permit);
      for (const subject of permit.subjects) state.permitted.delete(keyOfSubject(subject));
      return;
    }
    case 'decision.proposed': {
      const { decision: id, by, title, rule } = event;
      state.decisions.set(id, { id, by, title, rule, votes: new Map(), stage: { state: 'open' } });
      state.openDecisions.add(id);
      if (by.kind === 'session') countSending(state, by.session, at);
      return;
    }
    case 'vote.cast': {
      const { session, choice, rationale, alternative } = event;
      known(state.decisions, event.decision).votes.set(session, { session, choice, rationale, alternative });
      return;
    }
    case 'decision.closed':
      known(state.decisions, event.decision).stage = { state: event.outcome, at, sequence };
      state.openDecisions.delete(event.decision);
      return;
    case 'question.asked': {
      const { question: id, session, text, claim } = event;
      const to = event.to ?? undefined;
      state.questions.set(id, { id, session, to, text, askedAt: at, claim, withdrawn: false, answer: undefined });
      state.openQuestions.add(id);
      countSending(state, session, at);
      if (to !== undefined)
        deliver(state, to, { kind: 'question', sequence, at, question: id, from: { kind: 'session', session }, text });
      return;
    }
    case 'question.answered': {
      const { question: id, by, text } = event;
      const question = known(state.questions, id);
      question.answer = { by, text, sequence };
      state.openQuestions.delete(id);
      deliver(state, question.session, { kind: 'answer', sequence, at, question: id, from: by, text });
      return;
    }
    case 'result.claimed': {
      const { result: id, session, of, text } = event;
      state.results.set(id, { id, session, of, text });
      countSending(state, session, at);
      return;
    }
    case 'result.linked': {
      const { type: _, link: id, ...linked } = event;
      state.links.set(id, { id, ...linked, stands: undefined });
      // The question that goes with it counts by itself.
      if (event.question === null) countSending(state, event.session, at);
      return;
    }
    case 'contradiction.settled':
      known(state.links, event.link).stands = event.stands;
      return;
    case 'question.withdrawn':
      known(state.questions, event.question).withdrawn = true;
      state.openQuestions.delete(event.question);
      return;
    case 'message.sent': {
      const { from, to, text } = event;
      if (from.kind === 'session') countSending(state, from.session, at);
      deliver(state, to, { kind: 'message', sequence, at, from, text });
      return;
    }
    case 'inbox.acknowledged': {
      const left = (state.inboxes.get(event.session) ?? []).filter((item) => item.sequence > event.upTo);
      state.inboxes.set(event.session, left);
      return;
    }
    default:
      assertNever(event);
  }
}

/** Ends a request for approval that nobody has to answer any more. */
export function lapseApproval(state: GuardState, id: ApprovalId): void {
  if (!state.openApprovals.delete(id)) return;
  known(state.approvals, id).stage = { state: 'lapsed' };
}

function deliver(state: GuardState, to: SessionId, item: InboxItem): void {
  state.inboxes.set(to, [...(state.inboxes.get(to) ?? []), item]);
}

function countSending(state: GuardState, session: SessionId, at: number): void {
  const last = state.sending.get(session);
  const goes = last !== undefined && isWithin(last, at);
  state.sending.set(session, goes ? { since: last.since, count: last.count + 1 } : { since: at, count: 1 });
}

/** Whether `at` is in the same window of time; a clock that was set back starts another. */
export function isWithin(sending: Sending, at: number): boolean {
  return Math.abs(at - sending.since) < dialogueLimits.windowMs;
}

function known<Key extends string, Value>(map: ReadonlyMap<Key, Value>, id: Key): Value {
  const value = map.get(id);
  if (value === undefined) throw new Error(`the ledger speaks of an unknown ${id}`);
  return value;
}

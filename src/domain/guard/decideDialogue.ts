import type { SwarmEvent } from '../task/event.ts';
import type { SessionId, TaskId } from '../task/ids.ts';
import { accept, refuse, type Decision, type Refusal } from '../task/refusal.ts';
import type { SwarmState } from '../task/swarmState.ts';
import { dialogueLimits, type QuestionClaim } from './dialogue.ts';
import { questionId, type QuestionId } from './ids.ts';
import { decideStanding } from './decideResult.ts';
import { refuseSpeaker } from './refuseSpeaker.ts';
import type { Speaker } from './speaker.ts';

/** Decides whether a session's question is put to a person (`to` null) or to another session. Its claims go on. */
export function decideAsk(
  state: SwarmState,
  question: {
    readonly session: SessionId;
    readonly to: SessionId | null;
    readonly text: string;
    readonly claim?: QuestionClaim;
  },
  now: number,
): Decision<SwarmEvent> {
  const { session, to, claim } = question;
  const refusal = refuseSpeaker(state, { kind: 'session', session }, now) ?? refuseInbox(state, to);
  if (refusal) return refuse(refusal);
  if (to === session) return refuse({ code: 'forbidden', reason: `${session} asks itself` });
  if (claim && !isHeld(state, session, claim)) {
    const current = state.tasks.get(claim.task)?.epoch ?? 0;
    return refuse({ code: 'stale-epoch', task: claim.task, given: claim.epoch, current });
  }
  const open = [...state.guard.openQuestions].filter((id) => state.guard.questions.get(id)?.session === session);
  if (open.length >= dialogueLimits.openQuestions)
    return refuse({ code: 'forbidden', reason: `${session} has ${open.length} questions without an answer` });
  return accept({ type: 'question.asked', question: questionId(`Q${state.sequence + 1}`), ...question });
}

/** Decides whether an answer is taken: the first one, by a person or by the session that was asked. */
export function decideAnswer(
  state: SwarmState,
  answer: { readonly question: QuestionId; readonly by: Speaker; readonly text: string },
): Decision<SwarmEvent> {
  const question = state.guard.questions.get(answer.question);
  if (!question) return refuse({ code: 'unknown', what: 'question', id: answer.question });
  const { by } = answer;
  if (by.kind === 'session' && by.session !== question.to)
    return refuse({ code: 'forbidden', reason: `${question.id} was not asked of ${by.session}` });
  if (question.withdrawn)
    return refuse({ code: 'forbidden', reason: `${question.id} was withdrawn: nobody waits for its answer any more` });
  if (question.answer) return refuse({ code: 'forbidden', reason: `${question.id} is answered already` });
  const standing = decideStanding(state, answer);
  if (standing && !standing.accepted) return standing;
  return accept({ type: 'question.answered', ...answer }, ...(standing?.events ?? []));
}

/** The questions that ended with their claims. */
export function withdrawQuestions(state: SwarmState): readonly SwarmEvent[] {
  return [...state.guard.openQuestions].flatMap((id): readonly SwarmEvent[] => {
    const question = state.guard.questions.get(id);
    const isOver = question?.claim && !question.claim.lasts && !isHeld(state, question.session, question.claim);
    return isOver ? [{ type: 'question.withdrawn', question: id }] : [];
  });
}

function isHeld(
  state: SwarmState,
  session: SessionId,
  claim: { readonly task: TaskId; readonly epoch: number },
): boolean {
  const task = state.tasks.get(claim.task);
  return task?.progress.stage === 'claimed' && task.progress.by === session && task.epoch === claim.epoch;
}

/** Decides whether a message gets into a session's inbox. */
export function decideMessage(
  state: SwarmState,
  message: { readonly to: SessionId; readonly from: Speaker; readonly text: string },
  now: number,
): Decision<SwarmEvent> {
  const refusal = refuseSpeaker(state, message.from, now) ?? refuseInbox(state, message.to);
  return refusal ? refuse(refusal) : accept({ type: 'message.sent', ...message });
}

/** Decides whether a session may say that it has read its inbox up to a sequence: not what it was never shown, and nothing twice. */
export function decideAcknowledge(state: SwarmState, session: SessionId, upTo: number): Decision<SwarmEvent> {
  if (!state.sessions.has(session)) return refuse({ code: 'unknown', what: 'session', id: session });
  const inbox = state.guard.inboxes.get(session) ?? [];
  if (!inbox.some(({ sequence }) => sequence === upTo))
    return refuse({ code: 'forbidden', reason: `nothing with sequence ${upTo} waits in the inbox of ${session}` });
  return accept({ type: 'inbox.acknowledged', session, upTo });
}

function refuseInbox(state: SwarmState, to: SessionId | null): Refusal | undefined {
  if (to === null) return undefined;
  const known = state.sessions.get(to);
  if (!known || known.withdrawn) return { code: 'unknown', what: 'session', id: to };
  // An answer is always delivered: there are no more of them than open questions.
  const unread = (state.guard.inboxes.get(to) ?? []).filter(({ kind }) => kind !== 'answer').length;
  if (unread < dialogueLimits.inbox) return undefined;
  return { code: 'forbidden', reason: `the inbox of ${to} is full` };
}

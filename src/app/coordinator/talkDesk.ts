import { err, ok, type Result } from '../../base/result.ts';
import { decisionId, questionId } from '../../domain/guard/ids.ts';
import { createMemo } from '../../domain/guard/memo.ts';
import { nameOfSpeaker } from '../../domain/guard/speaker.ts';
import type { SwarmEvent } from '../../domain/task/event.ts';
import { sessionId } from '../../domain/task/ids.ts';
import type { Refusal } from '../../domain/task/refusal.ts';
import type { InboxItemView } from '../../protocol/dialogueVerbs.ts';
import type { Request, RequestOf } from '../../protocol/verbs.ts';
import { decideTalk, type Said, type TalkRequest } from './decideTalk.ts';
import type { Outcome, Proposal } from './ledgerWriter.ts';
import { hashOf, type IntegrationParts } from './nextIntegration.ts';
import { PermitDesk } from './permitDesk.ts';
import { contextOfRequest, type Requester } from './requestContext.ts';

/** So many things of an inbox go into one answer, which is smaller than a message may be. */
const atOnce = 50;

const reading: ReadonlySet<Request['verb']> = new Set(['inbox', 'memo']);
const deciding: ReadonlySet<Request['verb']> = new Set([
  'permit',
  'claimResult',
  'linkResult',
  'propose',
  'vote',
  'approve',
  'reject',
  'ask',
  'answer',
  'message',
  'acknowledge',
] satisfies TalkRequest['verb'][]);

/** A request about approvals, votes or dialogue. */
export type DeskRequest = TalkRequest | RequestOf<'inbox' | 'memo'>;

export function isTalk(request: Request): request is DeskRequest {
  return deciding.has(request.verb) || reading.has(request.verb);
}

/** Answers what concerns approvals, votes and dialogue. Nothing is told before the ledger keeps it. */
export class TalkDesk {
  readonly #parts: IntegrationParts;
  readonly #permits: PermitDesk;
  readonly #propose: (proposal: Proposal) => Promise<Outcome>;

  constructor(parts: IntegrationParts, propose: (proposal: Proposal) => Promise<Outcome>) {
    this.#parts = parts;
    this.#permits = new PermitDesk(parts, propose);
    this.#propose = propose;
  }

  async handle(
    request: DeskRequest,
    asked: Requester & { readonly signal: AbortSignal },
  ): Promise<Result<unknown, Refusal>> {
    switch (request.verb) {
      case 'inbox':
        return this.#inbox(request, asked.signal);
      case 'memo':
        return this.#memo(request.decision);
      case 'permit':
        return this.#permits.handle(request, asked);
      default: {
        const outcome = await this.#decide(request, asked);
        if (!outcome.accepted) return err(outcome.refusal);
        const events = outcome.entries.map(({ entry }) => entry.event);
        return ok(request.verb === 'ask' ? await this.#answerTo(request, events, asked.signal) : answer(events));
      }
    }
  }

  /** How many things a session has yet to read. */
  unread(session: string): number {
    return this.#items(session).length;
  }

  #decide(request: TalkRequest, asked: Requester): Promise<Outcome> {
    const person = asked.principal.kind === 'person' ? asked.principal.name : '';
    const decide: Proposal['decide'] = (state, now) => decideTalk(state, request, { person, now } satisfies Said);
    return this.#propose({ decide, context: contextOfRequest(request, asked) });
  }

  async #inbox({ session, wait }: RequestOf<'inbox'>, signal: AbortSignal): Promise<Result<unknown, Refusal>> {
    const { room, state, isOver } = this.#parts;
    if (!state().sessions.has(sessionId(session))) return err({ code: 'unknown', what: 'session', id: session });
    if (wait) await room.wait(() => isOver() || this.unread(session) > 0, signal);
    return ok({ items: this.#items(session).slice(0, atOnce) });
  }

  #items(session: string): readonly InboxItemView[] {
    const { state, durable } = this.#parts;
    const items = state().guard.inboxes.get(sessionId(session)) ?? [];
    return items.filter(({ sequence }) => sequence <= durable());
  }

  async #answerTo(
    { wait }: RequestOf<'ask'>,
    events: readonly SwarmEvent[],
    signal: AbortSignal,
  ): Promise<{ readonly question: string; readonly answer: string | null }> {
    const { room, isOver } = this.#parts;
    const asked = events.find((event) => event.type === 'question.asked');
    if (!asked) throw new TypeError('a question that was granted is in no entry');
    const said = (): string | undefined => this.#answerOf(asked.question);
    const isWithdrawn = (): boolean => this.#parts.state().guard.questions.get(asked.question)?.withdrawn === true;
    if (wait) await room.wait(() => isOver() || isWithdrawn() || said() !== undefined, signal);
    return { question: asked.question, answer: said() ?? null };
  }

  #answerOf(question: string): string | undefined {
    const answered = this.#parts.state().guard.questions.get(questionId(question))?.answer;
    return answered && answered.sequence <= this.#parts.durable() ? answered.text : undefined;
  }

  #memo(id: string): Result<unknown, Refusal> {
    const { state, durable, ledger } = this.#parts;
    const decision = state().guard.decisions.get(decisionId(id));
    if (!decision) return err({ code: 'unknown', what: 'decision', id });
    const { stage } = decision;
    const memo =
      stage.state !== 'open' && stage.sequence <= durable()
        ? createMemo(decision, hashOf(ledger, stage.sequence))
        : undefined;
    return memo
      ? ok({ ...memo, by: nameOfSpeaker(memo.by) })
      : err({ code: 'forbidden', reason: `${id} is still open` });
  }
}

/** What the one who asked is told, from the facts that it led to. */
function answer(events: readonly SwarmEvent[]): unknown {
  const closed = events.find((event) => event.type === 'decision.closed');
  const proposed = events.find((event) => event.type === 'decision.proposed');
  if (proposed) return { decision: proposed.decision };
  const said = events.find((event) => event.type === 'result.claimed' || event.type === 'result.linked');
  if (said)
    return said.type === 'result.claimed' ? { result: said.result } : { link: said.link, question: said.question };
  return events.some((event) => event.type === 'vote.cast') ? { outcome: closed?.outcome ?? 'open' } : {};
}

import type { SwarmEvent } from '../task/event.ts';
import { taskId, type SessionId, type TaskId } from '../task/ids.ts';
import { accept, refuse, type Decision } from '../task/refusal.ts';
import type { SwarmState } from '../task/swarmState.ts';
import { dialogueLimits } from './dialogue.ts';
import { linkId, questionId, resultId } from './ids.ts';
import { refuseSpeaker } from './refuseSpeaker.ts';
import { resultLimits, usualSeverity, type ResultLink, type ResultRelation, type Standing } from './result.ts';
import type { Speaker } from './speaker.ts';

/** Decides whether what a session says has come out of its work is kept. */
export function decideClaimResult(
  state: SwarmState,
  claimed: { readonly session: SessionId; readonly of: TaskId | null; readonly text: string },
  now: number,
): Decision<SwarmEvent> {
  const { session, of } = claimed;
  const silenced = refuseSpeaker(state, { kind: 'session', session }, now);
  if (silenced) return refuse(silenced);
  if (of !== null && !state.tasks.has(of)) return refuse({ code: 'unknown', what: 'task', id: of });
  const own = [...state.guard.results.values()].filter((result) => result.session === session).length;
  if (own >= resultLimits.results)
    return refuse({ code: 'forbidden', reason: `${session} has claimed ${own} results already` });
  return accept({ type: 'result.claimed', result: resultId(`C${state.sequence + 1}`), ...claimed });
}

/** What a session says of two results. */
export type Linked = Omit<ResultLink, 'id' | 'question' | 'stands'>;

/**
 * Decides whether a link between two results is kept. A contradiction above the policy's severity is put to a person in the same commit, with both sides;
 * the same thing is said once, and each session has few of them open.
 */
export function decideLinkResult(state: SwarmState, linked: Linked, now: number): Decision<SwarmEvent> {
  const { session, from, to } = linked;
  const silenced = refuseSpeaker(state, { kind: 'session', session }, now);
  if (silenced) return refuse(silenced);
  const missing = [from, to].find((side) => describeSide(state, side) === undefined);
  if (missing !== undefined) return refuse({ code: 'unknown', what: 'result', id: missing });
  if (from === to) return refuse({ code: 'forbidden', reason: `${from} is linked to itself` });
  const links = [...state.guard.links.values()];
  const known = links.find((link) => isSame(link, linked));
  if (known) return refuse({ code: 'forbidden', reason: `${known.id} says so already` });
  if (links.filter((link) => link.session === session).length >= resultLimits.links)
    return refuse({ code: 'forbidden', reason: `${session} has linked ${resultLimits.links} results already` });
  const link = linkId(`L${state.sequence + 1}`);
  const threshold = state.policy.guard.decisions.contradictionSeverity ?? usualSeverity;
  if (linked.relation !== 'contradicts' || linked.severity <= threshold)
    return accept({ type: 'result.linked', link, ...linked, question: null });
  if (links.filter((other) => other.session === session && isOpen(other)).length >= resultLimits.open)
    return refuse({
      code: 'forbidden',
      reason: `${session} waits for ${resultLimits.open} contradictions to be decided`,
    });
  const question = questionId(`Q${state.sequence + 2}`);
  return accept(
    { type: 'result.linked', link, ...linked, question },
    { type: 'question.asked', question, session, to: null, text: describeBoth(state, linked) },
  );
}

/** What a person's answer to a contradiction comes to; undefined when the question is about none. The answer begins with the side that stands, or with `both` or `neither`. */
export function decideStanding(
  state: SwarmState,
  answer: { readonly question: string; readonly by: Speaker; readonly text: string },
): Decision<SwarmEvent> | undefined {
  const link = [...state.guard.links.values()].find(({ question }) => question === answer.question);
  if (!link) return undefined;
  const { from, to } = link;
  const said = /^[^\s:,;]+/.exec(answer.text.trim())?.[0]?.replace(/\.$/, '').toLowerCase();
  const choices: readonly (readonly [string, Standing])[] = [
    [from.toLowerCase(), 'from'],
    [to.toLowerCase(), 'to'],
    ['both', 'both'],
    ['neither', 'neither'],
  ];
  const stands = choices.find(([word]) => word === said)?.[1];
  if (stands === undefined)
    return refuse({
      code: 'forbidden',
      reason: `the answer to ${answer.question} does not say which side stands`,
      next: `Begin it with ${from}, ${to}, both or neither.`,
    });
  return accept({ type: 'contradiction.settled', link: link.id, stands }, ...tellSides(state, link, answer));
}

/** Whoever stands for one of the sides hears it; whoever has raised it gets the answer. */
function tellSides(
  state: SwarmState,
  { session, from, to }: ResultLink,
  { by, text }: { readonly by: Speaker; readonly text: string },
): readonly SwarmEvent[] {
  const owners = new Set([from, to].map((side) => ownerOf(state, side)));
  return [...owners].flatMap((owner): SwarmEvent[] => {
    const known = owner === undefined || owner === session ? undefined : state.sessions.get(owner);
    if (!known || known.withdrawn) return [];
    if ((state.guard.inboxes.get(known.spec.id) ?? []).length >= dialogueLimits.inbox) return [];
    const told = `${session} said that ${from} contradicts ${to}. It was decided: ${text}`.slice(0, 2_000);
    return [{ type: 'message.sent', to: known.spec.id, from: by, text: told.toWellFormed() }];
  });
}

function ownerOf(state: SwarmState, side: string): SessionId | undefined {
  const result = state.guard.results.get(resultId(side));
  if (result) return result.session;
  const progress = state.tasks.get(taskId(side))?.progress;
  return progress && 'by' in progress ? progress.by : undefined;
}

/** A result, or a task that is handed in or merged: what was done there claims to be right. */
function describeSide(state: SwarmState, side: string): string | undefined {
  const result = state.guard.results.get(resultId(side));
  if (result) {
    const { session, of, text } = result;
    return `${side} (${session}${of === null ? '' : `, ${of}`}: ${text.slice(0, resultLimits.shown)})`;
  }
  const task = state.tasks.get(taskId(side));
  const isDone = task?.progress.stage === 'submitted' || task?.progress.stage === 'completed';
  return task && isDone
    ? `${side} (${ownerOf(state, side)}: ${task.spec.title.slice(0, resultLimits.shown)})`
    : undefined;
}

function describeBoth(state: SwarmState, { from, to, severity, reason }: Linked): string {
  const [one, other] = [describeSide(state, from), describeSide(state, to)];
  const why = reason === '' ? '' : ` ${reason.slice(0, resultLimits.shown).replace(/\.$/, '')}.`;
  const text = `${one} contradicts ${other}, severity ${severity}.${why} Which stands? Begin the answer with ${from}, ${to}, both or neither.`;
  return text.slice(0, 2_000).toWellFormed();
}

function isOpen({ question, stands }: ResultLink): boolean {
  return question !== null && stands === undefined;
}

/** Who contradicts whom is the same from both sides. */
function isSame(known: ResultLink, linked: Linked): boolean {
  if (known.relation !== linked.relation) return false;
  if (known.from === linked.from && known.to === linked.to) return true;
  const mutual: ResultRelation = 'contradicts';
  return linked.relation === mutual && known.from === linked.to && known.to === linked.from;
}

import { assertNever } from '../../base/assertNever.ts';
import {
  callsOf,
  textOfBlocks,
  told,
  type Block,
  type Call,
  type CallResult,
  type Message,
  type Reply,
} from './conversation.ts';
import { describeWork } from './handOver.ts';

/** What a conversation carries from step to step; all of it is plain JSON, so that it can be kept and gone on with. */
export interface Course {
  /** What the agent is to do; the first message of every conversation about it. */
  readonly brief: string;
  readonly messages: readonly Message[];
  /** Model calls so far. */
  readonly steps: number;
  /** Tool calls that changed something, or may have. */
  readonly effects: number;
  /** Whether it was told once that "done" needs an effect or a word. */
  readonly nudged: boolean;
  /** Replies in a row that were cut, or paused. */
  readonly cuts: number;
  /** Conversations that were summarised and begun anew. */
  readonly handOvers: number;
  /** Whether confirming what is there already counts as an effect. */
  readonly mayConfirm: boolean;
}

/** An agent's turn at a task. */
export type Turn = Course &
  (
    | { readonly at: 'thinking' }
    | { readonly at: 'tools'; readonly pending: readonly Call[]; readonly results: readonly CallResult[] }
    /** Like `tools`; the first pending call is a question to a person. */
    | { readonly at: 'waiting'; readonly pending: readonly Call[]; readonly results: readonly CallResult[] }
    | { readonly at: 'handing-over'; readonly why: string }
    /** `results` of the calls that were made beside the one that ended it, here and below. */
    | { readonly at: 'done'; readonly summary: string; readonly results: readonly CallResult[] }
    | (Obstacle & { readonly at: 'blocked'; readonly results: readonly CallResult[] })
    | { readonly at: 'failed'; readonly reason: string }
  );

/** What keeps an agent from going on; `on` is the task or session that it waits for, when it knows. */
export interface Obstacle {
  readonly reason: string;
  readonly needs: readonly string[];
  readonly on: string | null;
}

/** How a tool call ends the turn, if it does. */
export type TurnEnd =
  | { readonly kind: 'done'; readonly summary: string }
  | { readonly kind: 'blocked'; readonly obstacle: Obstacle };

/** What happens to a turn. */
export type TurnEvent =
  | { readonly kind: 'replied'; readonly reply: Reply }
  /** The first pending call has come to something. */
  | {
      readonly kind: 'ran';
      readonly text: string;
      readonly isError: boolean;
      readonly effect: boolean;
      readonly end?: TurnEnd;
    }
  /** The conversation no longer fits into the model. */
  | { readonly kind: 'too-long' }
  /** A note for whoever goes on, from the model; null when it could give none. */
  | { readonly kind: 'summarised'; readonly note: string | null }
  /** Words from outside, to be read at the next step. */
  | { readonly kind: 'heard'; readonly texts: readonly string[] }
  /** Another process goes on with the turn; what ran when the last one ended has no result. */
  | { readonly kind: 'resumed'; readonly note: string }
  /** The model cannot be used for this at all. */
  | { readonly kind: 'gave-up'; readonly reason: string };

/** The tool whose call waits for a person. */
export const questionTool = 'ask_person';

/** Limits after which a conversation leads nowhere. */
export const turnLimits = { steps: 150, cuts: 5, handOvers: 3 };

export function startTurn(brief: string, options: { readonly mayConfirm: boolean }): Turn {
  const nothing = { steps: 0, effects: 0, nudged: false, cuts: 0, handOvers: 0 };
  return { brief, messages: [told(brief)], ...nothing, mayConfirm: options.mayConfirm, at: 'thinking' };
}

/** Whether nothing more happens to it. */
export function isOver(turn: Turn): turn is Extract<Turn, { at: 'done' | 'blocked' | 'failed' }> {
  return turn.at === 'done' || turn.at === 'blocked' || turn.at === 'failed';
}

/** Whether words from outside can be put in now: the last message has to be the user's. */
export function canHear(turn: Turn): boolean {
  return turn.at === 'thinking' && turn.messages.at(-1)?.role === 'user';
}

/** What a turn becomes by an event; one that does not belong to where it is changes nothing. */
export function stepTurn(turn: Turn, event: TurnEvent): Turn {
  if (isOver(turn)) return turn;
  switch (event.kind) {
    case 'replied':
      return turn.at === 'thinking' ? takeReply(turn, event.reply) : turn;
    case 'ran':
      return turn.at === 'tools' || turn.at === 'waiting' ? takeResult(turn, event) : turn;
    case 'too-long':
      return turn.at === 'thinking' ? handOver(turn, 'the conversation had grown too long') : turn;
    case 'summarised':
      return turn.at === 'handing-over' ? beginAnew(turn, event.note) : turn;
    case 'heard':
      return canHear(turn) && event.texts.length > 0 ? withUserText(turn, event.texts) : turn;
    case 'resumed':
      return resume(turn, event.note);
    case 'gave-up':
      return { ...turn, at: 'failed', reason: event.reason };
    default:
      return assertNever(event);
  }
}

function takeReply(turn: Turn, reply: Reply): Turn {
  const next = { ...turn, steps: turn.steps + 1 };
  if (next.steps > turnLimits.steps) return failed(next, `it did not come to an end in ${turnLimits.steps} steps`);
  const cut = reply.stop === 'max_tokens' || reply.stop === 'pause_turn';
  const going = { ...next, cuts: cut ? next.cuts + 1 : 0 };
  if (going.cuts > turnLimits.cuts) return failed(going, 'its replies were cut again and again');
  switch (reply.stop) {
    case 'tool_use':
      return runCalls(going, reply);
    case 'end_turn':
    case 'stop_sequence':
    case 'unknown':
      return callsOf(reply.blocks).length > 0 ? runCalls(going, reply) : endedWithoutCall(going, reply);
    case 'max_tokens':
      return goOnAfterCut(going, reply);
    case 'pause_turn':
      if (callsOf(reply.blocks).length > 0) return runCalls(going, reply);
      return { ...going, messages: withReply(going, reply), at: 'thinking' };
    case 'refusal':
      return failed(going, `the model refused${reply.detail === null ? '' : ` (${reply.detail})`}`);
    case 'context_full':
      return handOver(going, 'the model had no room left');
    default:
      return assertNever(reply.stop);
  }
}

function runCalls(turn: Turn, reply: Reply): Turn {
  const pending = callsOf(reply.blocks);
  if (pending.length === 0) return endedWithoutCall(turn, reply);
  return atCalls({ ...turn, messages: withReply(turn, reply) }, pending, []);
}

function atCalls(turn: Course, pending: readonly Call[], results: readonly CallResult[]): Turn {
  return { ...turn, at: pending[0]?.name === questionTool ? 'waiting' : 'tools', pending, results };
}

/** A model that only talks has stopped without saying how it went: it is asked once. After that its effects speak. */
function endedWithoutCall(turn: Turn, reply: Reply): Turn {
  const said = textOfBlocks(reply.blocks).trim();
  if (!turn.nudged) {
    const nudge =
      'You ended without calling a tool. Go on; when the task is finished call `complete`, when you cannot go on call `report_blocker`.';
    return { ...turn, nudged: true, messages: [...withReply(turn, reply), told(nudge)], at: 'thinking' };
  }
  if (turn.effects === 0 && !turn.mayConfirm) return failed(turn, noEffect);
  return { ...turn, at: 'done', summary: said, results: [] };
}

const noEffect = 'it said it was done without having done anything';

function goOnAfterCut(turn: Turn, reply: Reply): Turn {
  const text = 'Your reply was cut at its limit and none of its tool calls was run. Go on in smaller steps.';
  const unrun = callsOf(reply.blocks).map((call) =>
    resultOf(call, { text: 'Not run: the reply was cut.', isError: true }),
  );
  const message: Message = { role: 'user', blocks: [...unrun, { type: 'text', text }] };
  return { ...turn, messages: [...withReply(turn, reply), message], at: 'thinking' };
}

function takeResult(
  turn: Extract<Turn, { at: 'tools' | 'waiting' }>,
  event: Extract<TurnEvent, { kind: 'ran' }>,
): Turn {
  const [call, ...pending] = turn.pending;
  if (!call) return turn;
  const next = { ...turn, effects: turn.effects + (event.effect ? 1 : 0) };
  const { results } = turn;
  if (event.end?.kind === 'blocked') return { ...courseOf(next), ...event.end.obstacle, at: 'blocked', results };
  if (event.end?.kind === 'done') {
    if (next.effects > 0 || next.mayConfirm)
      return { ...courseOf(next), at: 'done', summary: event.end.summary, results };
    if (next.nudged) return failed(next, noEffect);
    const text = 'Refused: nothing was changed. Do the task first, or call `report_blocker` if you cannot.';
    return afterResult({ ...next, nudged: true }, pending, [...turn.results, resultOf(call, { text, isError: true })]);
  }
  return afterResult(next, pending, [...turn.results, resultOf(call, event)]);
}

/** Without what belongs to one place only. */
function courseOf(turn: Turn): Course {
  const { brief, messages, steps, effects, nudged, cuts, handOvers, mayConfirm } = turn;
  return { brief, messages, steps, effects, nudged, cuts, handOvers, mayConfirm };
}

function afterResult(turn: Turn, pending: readonly Call[], results: readonly CallResult[]): Turn {
  if (pending.length > 0) return atCalls(turn, pending, results);
  return { ...turn, messages: [...turn.messages, { role: 'user', blocks: results }], at: 'thinking' };
}

function handOver(turn: Turn, why: string): Turn {
  if (turn.handOvers >= turnLimits.handOvers)
    return failed(turn, 'the task does not fit into the model, even in parts');
  return { ...turn, at: 'handing-over', why };
}

function beginAnew(turn: Extract<Turn, { at: 'handing-over' }>, note: string | null): Turn {
  const work = describeWork(turn.messages);
  const first = [turn.brief, `You go on with work that was begun: ${turn.why}.`, note ?? '', work].filter(
    (part) => part !== '',
  );
  return { ...turn, messages: [told(first.join('\n\n'))], handOvers: turn.handOvers + 1, at: 'thinking' };
}

/** A question is asked again, which is harmless; anything else may have run or not, and the model has to look. */
function resume(turn: Turn, note: string): Turn {
  switch (turn.at) {
    case 'tools': {
      const text = 'Unknown: the process that ran this was ended. Look at what is there before you go on.';
      const lost = turn.pending.map((call) => resultOf(call, { text, isError: true }));
      const blocks: readonly Block[] = [...turn.results, ...lost, { type: 'text', text: note }];
      return { ...turn, messages: [...turn.messages, { role: 'user', blocks }], at: 'thinking' };
    }
    case 'thinking':
      return canHear(turn) ? withUserText(turn, [note]) : turn;
    default:
      return turn;
  }
}

/**
 * Goes on with a turn that had ended, because its task is to be done after all: what ended it gets `note` as its result. One that failed begins anew,
 * with what it had done as a note.
 */
export function goOn(turn: Turn, note: string): Turn {
  if (!isOver(turn)) return stepTurn(turn, { kind: 'resumed', note });
  const fresh = { ...turn, steps: 0, cuts: 0, nudged: false };
  if (turn.at === 'failed') {
    const work = describeWork(turn.messages);
    const text = [turn.brief, `An earlier try came to this: ${turn.reason}.`, note, work].filter((part) => part !== '');
    return { ...fresh, messages: [told(text.join('\n\n'))], effects: 0, handOvers: 0, at: 'thinking' };
  }
  const last = turn.messages.at(-1);
  const open = last?.role === 'assistant' ? callsOf(last.blocks) : [];
  const message: Message =
    open.length === 0 ? told(note) : { role: 'user', blocks: open.map((call) => answerOf(turn, call, note)) };
  const messages =
    last?.role === 'assistant' ? [...turn.messages, message] : [...turn.messages.slice(0, -1), withText(last, note)];
  return { ...fresh, messages, at: 'thinking' };
}

/** A call that had come to something before the turn ended keeps that. */
function answerOf(turn: Turn, call: Call, note: string): CallResult {
  const results = turn.at === 'done' || turn.at === 'blocked' ? turn.results : [];
  return results.find((result) => result.call === call.id) ?? resultOf(call, { text: note, isError: true });
}

function withText(message: Message | undefined, text: string): Message {
  return { role: 'user', blocks: [...(message?.blocks ?? []), { type: 'text', text }] };
}

function withUserText(turn: Turn, texts: readonly string[]): Turn {
  const last = turn.messages.at(-1);
  if (!last) return turn;
  const blocks = [...last.blocks, ...texts.map((text): Block => ({ type: 'text', text }))];
  return { ...turn, messages: [...turn.messages.slice(0, -1), { role: 'user', blocks }] };
}

/** A reply without a word is no message that could be given back; a sign stands for it. After a pause it goes on with the one before. */
function withReply(turn: Turn, reply: Reply): readonly Message[] {
  const blocks: readonly Block[] = reply.blocks.length > 0 ? reply.blocks : [{ type: 'text', text: '…' }];
  const last = turn.messages.at(-1);
  return last?.role === 'assistant'
    ? [...turn.messages.slice(0, -1), { role: 'assistant', blocks: [...last.blocks, ...blocks] }]
    : [...turn.messages, { role: 'assistant', blocks }];
}

function resultOf(call: Call, { text, isError }: { readonly text: string; readonly isError: boolean }): CallResult {
  return { type: 'result', call: call.id, text: text === '' ? '(nothing)' : text, isError };
}

function failed(turn: Turn, reason: string): Turn {
  return { ...turn, at: 'failed', reason };
}

import { assertNever } from '../../base/assertNever.ts';
import { told } from '../../domain/agent/conversation.ts';
import { askForNote, describeCall } from '../../domain/agent/handOver.ts';
import { canHear, isOver, stepTurn, type Turn, type TurnEvent } from '../../domain/agent/turn.ts';
import { textOfBlocks } from '../../domain/agent/conversation.ts';
import type { ModelRequest } from '../ports/modelClient.ts';
import { plainLine, showCall, showEnd } from '../../protocol/showParts.ts';
import { partLimits } from '../../protocol/transcriptPart.ts';

import { callModel, type CallOptions, type PaidModel } from './callModel.ts';
import { runTool, toolDefinitions, type ToolboxOptions } from './toolbox.ts';

/** What a conversation is held with. */
export interface Conversing {
  readonly paid: PaidModel;
  readonly request: Pick<ModelRequest, 'model' | 'system' | 'maxOutput'>;
  readonly tools: ToolboxOptions;
  /** Keeps the turn where another process finds it. */
  readonly keep: (turn: Turn) => Promise<void>;
  readonly show: Omit<CallOptions, 'signal'>;
}

const noteTokens = 2_000;

/** Goes on with a turn until it is over, keeping it after every step. Rejects for a fault, or when `signal` aborts. */
export async function converse(begun: Turn, parts: Conversing, signal: AbortSignal): Promise<Turn> {
  let turn = begun;
  for (;;) {
    await parts.keep(turn);
    if (isOver(turn)) return turn;
    signal.throwIfAborted();
    turn = await step(turn, parts, signal);
  }
}

async function step(turn: Turn, parts: Conversing, signal: AbortSignal): Promise<Turn> {
  switch (turn.at) {
    case 'thinking':
      return think(await listen(turn, parts), parts, signal);
    case 'tools':
    case 'waiting':
      return stepTurn(turn, await runNext(turn, parts, signal));
    case 'handing-over':
      return stepTurn(turn, { kind: 'summarised', note: await writeNote(turn, parts, signal) });
    case 'done':
    case 'blocked':
    case 'failed':
      return turn;
    default:
      return assertNever(turn);
  }
}

/** Puts in what was said to the session; it is acknowledged when the conversation that holds it is kept. */
async function listen(turn: Turn, parts: Conversing): Promise<Turn> {
  if (!canHear(turn)) return turn;
  const heard = await parts.tools.desk.hear();
  if (heard.texts.length === 0) {
    await heard.keep();
    return turn;
  }
  for (const { text, from, isPerson } of heard.said)
    parts.tools.write('note', `${text}\n`, {
      kind: 'heard',
      from: plainLine(from, partLimits.from),
      person: isPerson,
    });
  const next = stepTurn(turn, { kind: 'heard', texts: heard.texts });
  await parts.keep(next);
  await heard.keep();
  return next;
}

async function think(turn: Turn, parts: Conversing, signal: AbortSignal): Promise<Turn> {
  const request = { ...parts.request, tools: toolDefinitions, messages: turn.messages };
  const called = await callModel(request, parts.paid, { ...parts.show, signal });
  if (called.kind !== 'replied') return stepTurn(turn, called);
  const { input, output, cacheRead, cacheWrite5m, cacheWrite1h } = called.usage;
  const prompt = input + cacheRead + cacheWrite5m + cacheWrite1h;
  if (textOfBlocks(called.reply.blocks) !== '') parts.show.onText('\n');
  parts.show.onNote(`${parts.request.model}: ${prompt} tokens read (${cacheRead} cached), ${output} written\n`);
  return stepTurn(turn, { kind: 'replied', reply: called.reply });
}

async function runNext(
  turn: Extract<Turn, { at: 'tools' | 'waiting' }>,
  parts: Conversing,
  signal: AbortSignal,
): Promise<TurnEvent> {
  const [call] = turn.pending;
  if (!call) throw new TypeError('a turn without pending calls is at its tools');
  const { write } = parts.tools;
  const { clock } = parts.paid;
  const from = clock.monotonic();
  showCall(write, call.id, call.name, describeCall(call).slice(call.name.length + 1));
  const { shown, ...ran } = await runTool(call, parts.tools, signal);
  // What was called off halfway has no result: whoever goes on is told so.
  signal.throwIfAborted();
  const end = shown ?? { ok: !ran.isError, result: ran.text };
  showEnd(write, call.id, { ms: clock.monotonic() - from, ...end });
  return { kind: 'ran', ...ran };
}

/** A note by the model itself; null when it cannot write one, and the record has to do. */
async function writeNote(
  turn: Extract<Turn, { at: 'handing-over' }>,
  parts: Conversing,
  signal: AbortSignal,
): Promise<string | null> {
  parts.show.onNote(`Handing over to a fresh conversation: ${turn.why}.\n`);
  const messages = [told(askForNote(turn.brief, turn.messages))];
  const request = { ...parts.request, maxOutput: noteTokens, tools: [], messages };
  const called = await callModel(request, parts.paid, { ...parts.show, signal });
  if (called.kind !== 'replied') return null;
  const note = textOfBlocks(called.reply.blocks).trim();
  return note === '' ? null : `A note by whoever worked on it before:\n${note}`;
}

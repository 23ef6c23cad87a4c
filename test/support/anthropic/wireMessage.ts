import type { ScriptedReply, WireRequest } from './script.ts';

type ScriptedMessage = Extract<ScriptedReply, { kind: 'message' }>;

/** Tokens as the server bills them. */
export interface Billed {
  readonly input_tokens: number;
  readonly output_tokens: number;
  readonly cache_read_input_tokens: number;
  readonly cache_creation_input_tokens: number;
}

export interface WireReply {
  readonly id: string;
  readonly type: 'message';
  readonly role: 'assistant';
  readonly model: string;
  readonly content: readonly Readonly<Record<string, unknown>>[];
  readonly stop_reason: string;
  readonly stop_sequence: null;
  readonly usage: Billed;
}

/** A scripted answer as the API words it; ids are made from `number`. */
export function toWire(reply: ScriptedMessage, request: WireRequest, number: number): WireReply {
  const content = reply.content.map((block, at) =>
    block.type === 'tool_use' ? { ...block, id: block.id ?? `toolu_${number}_${at}` } : { ...block },
  );
  const calls = reply.content.some(({ type }) => type === 'tool_use');
  return {
    id: `msg_${number}`,
    type: 'message',
    role: 'assistant',
    model: request.model,
    content,
    stop_reason: reply.stop ?? (calls ? 'tool_use' : 'end_turn'),
    stop_sequence: null,
    usage: {
      input_tokens: reply.usage?.input_tokens ?? countTokens(request),
      output_tokens: reply.usage?.output_tokens ?? Math.ceil(JSON.stringify(content).length / 4),
      cache_read_input_tokens: reply.usage?.cache_read_input_tokens ?? 0,
      cache_creation_input_tokens: reply.usage?.cache_creation_input_tokens ?? 0,
    },
  };
}

/** A plain measure that grows with the request: a token for every four characters. */
export function countTokens(request: Pick<WireRequest, 'messages' | 'system' | 'tools'>): number {
  return Math.ceil(JSON.stringify([request.system ?? '', request.tools ?? [], request.messages]).length / 4);
}

/** The server-sent events of an answer, as documented for streaming messages. */
export function toEvents(reply: WireReply): readonly Readonly<Record<string, unknown>>[] {
  const { usage, content } = reply;
  const start = { ...reply, content: [], stop_reason: null, usage: { ...usage, output_tokens: 1 } };
  return [
    { type: 'message_start', message: start },
    { type: 'ping' },
    ...content.flatMap((block, index) => [
      { type: 'content_block_start', index, content_block: emptied(block) },
      ...deltasOf(block).map((delta) => ({ type: 'content_block_delta', index, delta })),
      { type: 'content_block_stop', index },
    ]),
    {
      type: 'message_delta',
      delta: { stop_reason: reply.stop_reason, stop_sequence: null },
      usage,
    },
    { type: 'message_stop' },
  ];
}

function emptied(block: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  switch (block['type']) {
    case 'text':
      return { type: 'text', text: '' };
    case 'tool_use':
      return { ...block, input: {} };
    default:
      return { type: 'thinking', thinking: '', signature: '' };
  }
}

function deltasOf(block: Readonly<Record<string, unknown>>): readonly Readonly<Record<string, unknown>>[] {
  switch (block['type']) {
    case 'text':
      return halves(String(block['text'])).map((text) => ({ type: 'text_delta', text }));
    case 'tool_use':
      return halves(JSON.stringify(block['input'])).map((json) => ({ type: 'input_json_delta', partial_json: json }));
    default:
      return [
        { type: 'thinking_delta', thinking: block['thinking'] },
        { type: 'signature_delta', signature: block['signature'] },
      ];
  }
}

/** In two pieces, so that whoever reads them has to put them together. */
function halves(text: string): readonly string[] {
  const middle = Math.ceil(text.length / 2);
  return [text.slice(0, middle), text.slice(middle)];
}

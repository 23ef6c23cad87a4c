/** One part of a model's scripted answer. */
export type ScriptedBlock =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'thinking'; readonly thinking: string; readonly signature: string }
  | { readonly type: 'tool_use'; readonly id?: string; readonly name: string; readonly input: unknown };

/** Tokens that the server bills; what is left out is counted from the request and the answer. */
export interface ScriptedUsage {
  readonly input_tokens?: number;
  readonly output_tokens?: number;
  readonly cache_read_input_tokens?: number;
  readonly cache_creation_input_tokens?: number;
}

/** What a scripted model does with one request. `cutAfter` and `stallAfter` count stream events; a stalled stream stays open and says nothing more. */
export type ScriptedReply =
  | {
      readonly kind: 'message';
      readonly content: readonly ScriptedBlock[];
      readonly stop?: string;
      readonly usage?: ScriptedUsage;
      readonly eventMs?: number;
      readonly cutAfter?: number;
      readonly stallAfter?: number;
      readonly errorAfter?: { readonly events: number; readonly type: string; readonly message: string };
    }
  | {
      readonly kind: 'error';
      readonly status: number;
      readonly type: string;
      readonly message: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** The connection ends without an answer. */
  | { readonly kind: 'drop' };

/** A request as it came over the wire, checked. */
export interface WireRequest {
  readonly model: string;
  readonly max_tokens: number;
  readonly stream?: boolean;
  readonly system?:
    | string
    | readonly { readonly type: 'text'; readonly text: string; readonly cache_control?: unknown }[];
  readonly tools?: readonly { readonly name: string; readonly cache_control?: unknown }[];
  readonly messages: readonly WireMessage[];
}

export interface WireMessage {
  readonly role: string;
  readonly content: string | readonly WireBlock[];
}

export interface WireBlock {
  readonly type: string;
  readonly text?: string;
  readonly id?: string;
  readonly name?: string;
  readonly input?: unknown;
  readonly tool_use_id?: string;
  readonly content?: unknown;
  readonly is_error?: boolean;
  readonly cache_control?: unknown;
}

/** Who called: the key that was shown, the port that it called from, and a signal that its connection is over, answered or not. */
export interface Caller {
  readonly key: string;
  readonly port: number;
  readonly closed: AbortSignal;
}

/** Who answers: sees the request and how many have come before it. */
export type Script = (request: WireRequest, earlier: number) => ScriptedReply | Promise<ScriptedReply>;

/** One that sees who sent it, too. */
export type CalledScript = (
  request: WireRequest,
  earlier: number,
  caller: Caller,
) => ScriptedReply | Promise<ScriptedReply>;

/** Answers one after the other; a request too many is an error, so that a loop is seen. */
export function scriptOf(replies: readonly ScriptedReply[]): Script {
  return (_request, earlier) =>
    replies[earlier] ?? {
      kind: 'error',
      status: 400,
      type: 'invalid_request_error',
      message: 'the script is at its end',
    };
}

/** Text and calls of one answer. */
export function says(...parts: readonly (string | readonly [tool: string, input: unknown])[]): ScriptedReply {
  const content = parts.map((part): ScriptedBlock =>
    typeof part === 'string' ? { type: 'text', text: part } : { type: 'tool_use', name: part[0], input: part[1] },
  );
  return { kind: 'message', content };
}

/** Every text of a request that its user side wrote, tool results included. */
export function userText(request: WireRequest): string {
  return request.messages
    .filter(({ role }) => role === 'user')
    .flatMap(({ content }) => (typeof content === 'string' ? [content] : content.map(textOfBlock)))
    .join('\n');
}

/** How many answers of the model a request holds: the step that a scripted conversation is at. */
export function stepOf(request: WireRequest): number {
  return request.messages.filter(({ role }) => role === 'assistant').length;
}

function textOfBlock(block: WireBlock): string {
  if (block.type === 'text') return block.text ?? '';
  if (block.type !== 'tool_result') return '';
  if (typeof block.content === 'string') return block.content;
  return Array.isArray(block.content) ? (block.content as readonly WireBlock[]).map(textOfBlock).join('\n') : '';
}

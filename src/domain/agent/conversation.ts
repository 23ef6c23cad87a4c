/** A tool call that a model made; `input` is whatever it wrote and not checked yet. */
export interface Call {
  readonly type: 'call';
  readonly id: string;
  readonly name: string;
  readonly input: unknown;
}

/** What a call came to, as the model is told. */
export interface CallResult {
  readonly type: 'result';
  readonly call: string;
  readonly text: string;
  readonly isError: boolean;
}

/** One part of a message. `opaque` is a provider's own (reasoning with its signature) and goes back to it as it came. */
export type Block =
  | { readonly type: 'text'; readonly text: string }
  | Call
  | CallResult
  | { readonly type: 'opaque'; readonly value: unknown };

/** Roles alternate, beginning with the user's; results come first in the message after their calls. */
export interface Message {
  readonly role: 'user' | 'assistant';
  readonly blocks: readonly Block[];
}

/** Why a model ended its reply; `unknown` is a reason that this version does not know. */
export type StopReason =
  | 'end_turn'
  | 'tool_use'
  | 'max_tokens'
  | 'stop_sequence'
  | 'refusal'
  | 'pause_turn'
  | 'context_full'
  | 'unknown';

/** What a model answered. `detail` says more about a refusal, when the provider does. */
export interface Reply {
  readonly stop: StopReason;
  readonly blocks: readonly Block[];
  readonly detail: string | null;
}

/** A text of the user's side. */
export function told(text: string): Message {
  return { role: 'user', blocks: [{ type: 'text', text }] };
}

export function callsOf(blocks: readonly Block[]): readonly Call[] {
  return blocks.filter((block) => block.type === 'call');
}

/** All text of some blocks, results left out. */
export function textOfBlocks(blocks: readonly Block[]): string {
  return blocks.flatMap((block) => (block.type === 'text' ? [block.text] : [])).join('\n');
}

import type { Message, Reply } from '../../domain/agent/conversation.ts';
import type { ModelFailure } from '../../domain/agent/modelFailure.ts';
import type { Usage } from '../../domain/governor/price.ts';

/** A tool as a model is told about it. */
export interface ToolDefinition {
  readonly name: string;
  readonly description: string;
  /** JSON Schema of its input: an object. */
  readonly inputSchema: Readonly<Record<string, unknown>>;
}

/** One call of a model. System prompt and tools stay the same through a conversation, which then only grows: that prefix is cached. */
export interface ModelRequest {
  readonly model: string;
  readonly system: string;
  readonly tools: readonly ToolDefinition[];
  readonly messages: readonly Message[];
  readonly maxOutput: number;
}

/**
 * What a call came to. `spent` of a failure: `nothing` when it was never worked on, what the provider said it used, or `unknown` when it
 * was worked on and nobody said.
 */
export type ModelAnswer =
  | { readonly ok: true; readonly reply: Reply; readonly usage: Usage }
  | { readonly ok: false; readonly failure: ModelFailure; readonly spent: 'nothing' | 'unknown' };

/** Tokens of a request's prompt; `limit` is the most that the model takes, when whoever counts knows it. */
export type TokenCount =
  | { readonly ok: true; readonly tokens: number; readonly limit?: number }
  | { readonly ok: false; readonly failure: ModelFailure };

/** Calls models of one provider with one credential, once: trying again is for whoever calls. Never rejects but when `signal` has aborted. */
export interface ModelClient {
  countTokens(request: ModelRequest, signal: AbortSignal): Promise<TokenCount>;
  /** `onText` is told the reply's text as it comes. */
  reply(
    request: ModelRequest,
    options: { readonly signal: AbortSignal; readonly onText: (text: string) => void },
  ): Promise<ModelAnswer>;
}

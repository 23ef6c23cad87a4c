import Anthropic from '@anthropic-ai/sdk';
import type { ModelAnswer, ModelClient, ModelRequest, TokenCount } from '../../app/ports/modelClient.ts';
import type { ModelFailure } from '../../domain/agent/modelFailure.ts';
import { toWireBody } from './wireRequest.ts';
import { failure, toFailure } from './wireFailure.ts';
import { fromWireMessage, fromWireUsage } from './wireReply.ts';

export interface AnthropicOptions {
  readonly key: string;
  /** Where the API is; without, the provider's own address. */
  readonly baseUrl?: string;
  /** How long a stream may say nothing, not even that it is there, ms. The API sends a sign of life well within. */
  readonly silenceMs?: number;
}

const silenceMs = 120_000;

/**
 * Calls the Messages API by its SDK, without the SDK's own retries: when to try again is decided by our rules. Nothing of the environment
 * is read, and nothing is logged.
 */
export function createAnthropicClient(options: AnthropicOptions): ModelClient {
  const client = new Anthropic({
    apiKey: options.key,
    authToken: null,
    baseURL: options.baseUrl ?? 'https://api.anthropic.com',
    maxRetries: 0,
    timeout: options.silenceMs ?? silenceMs,
    logLevel: 'off',
    openTelemetry: false,
  });
  return {
    countTokens: (request, signal) => countTokens(client, request, { ...options, signal }),
    reply: (request, asked) => reply(client, request, { ...options, ...asked }),
  };
}

async function countTokens(
  client: Anthropic,
  request: ModelRequest,
  { key, signal }: AnthropicOptions & { readonly signal: AbortSignal },
): Promise<TokenCount> {
  try {
    const counted = await client.messages.countTokens(toWireBody(request), { signal });
    return { ok: true, tokens: counted.input_tokens };
  } catch (error) {
    return { ok: false, failure: failureOf(error, key, signal) };
  }
}

interface Asked extends AnthropicOptions {
  readonly signal: AbortSignal;
  readonly onText: (text: string) => void;
}

async function reply(client: Anthropic, request: ModelRequest, asked: Asked): Promise<ModelAnswer> {
  const silence = watchSilence(asked.silenceMs ?? silenceMs);
  const signal = AbortSignal.any([asked.signal, silence.signal]);
  let begun = false;
  try {
    const stream = client.messages.stream({ ...toWireBody(request), max_tokens: request.maxOutput }, { signal });
    stream.on('streamEvent', () => {
      begun = true;
      silence.heard();
    });
    stream.on('text', asked.onText);
    const message = await stream.finalMessage();
    return { ok: true, reply: fromWireMessage(message), usage: fromWireUsage(message.usage) };
  } catch (error) {
    if (silence.signal.aborted && !asked.signal.aborted) {
      return { ok: false, failure: failure('network', 'the model stopped answering', null), spent: 'unknown' };
    }
    const found = failureOf(error, asked.key, asked.signal);
    return { ok: false, failure: found, spent: begun || wasSent(error) ? 'unknown' : 'nothing' };
  } finally {
    silence.stop();
  }
}

/** What is no failure of the API is a fault, and what was called off is told by its signal. */
function failureOf(error: unknown, key: string, signal: AbortSignal): ModelFailure {
  signal.throwIfAborted();
  const found = toFailure(error, key);
  if (found) return found;
  // The SDK's own complaints: a stream that ended early, or that made no sense.
  if (error instanceof Anthropic.AnthropicError)
    return failure('network', `the answer was cut: ${error.message}`, null);
  throw error;
}

/** Codes of connections that never came about: nothing can have been billed. */
const neverSent = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'CERT_HAS_EXPIRED',
]);

/** Whether a request without an answer may have been worked on all the same. An answer with an error status says that it was not. */
function wasSent(error: unknown): boolean {
  if (error instanceof Anthropic.APIError && error.status !== undefined) return false;
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    if ('code' in at && neverSent.has(String(at.code))) return false;
  }
  return true;
}

/** Aborts when nothing was heard for `ms`. */
function watchSilence(ms: number): { readonly signal: AbortSignal; heard: () => void; stop: () => void } {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), ms);
  return { signal: controller.signal, heard: () => timer.refresh(), stop: () => clearTimeout(timer) };
}

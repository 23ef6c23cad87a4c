import { APIConnectionError, APIError } from '@anthropic-ai/sdk';
import type { FailureKind, ModelFailure } from '../../domain/agent/modelFailure.ts';

const maxMessage = 500;

/** How the API words a limit that time alone, or money, lifts. */
const quotaWords =
  /credit balance|billing|quota|usage limit|spend(ing)? limit|contract_spend_limit|monthly limit|weekly limit|usage cap/i;
const lengthWords =
  /prompt is too long|exceed(s|ed)? (the )?(context|maximum)|context window|too many tokens|request_too_large/i;

/** What went wrong with a call, in our words; undefined for what is no failure of the API. `secret` never stands in the message. */
export function toFailure(error: unknown, secret: string): ModelFailure | undefined {
  if (error instanceof APIConnectionError) return failure('network', describe(error, secret), null);
  if (!(error instanceof APIError)) return undefined;
  const retryAfterMs = retryAfter(error.headers);
  return failure(kindOf(error), describe(error, secret), retryAfterMs);
}

export function failure(kind: FailureKind, message: string, retryAfterMs: number | null): ModelFailure {
  return { kind, message, retryAfterMs };
}

function kindOf(error: APIError): FailureKind {
  const said = `${error.message} ${error.errorCode ?? ''}`;
  const { status, type } = error;
  if (status === 402 || type === 'billing_error' || quotaWords.test(said)) return 'quota';
  if (status === 401 || status === 403 || type === 'authentication_error' || type === 'permission_error') return 'auth';
  if (status === 429 || type === 'rate_limit_error') return 'rate';
  if (status === 413 || lengthWords.test(said)) return 'too-long';
  if (type === 'overloaded_error' || type === 'api_error' || type === 'timeout_error') return 'overload';
  if (status === undefined) return 'network';
  return status >= 500 || status === 408 || status === 409 || status === 499 ? 'overload' : 'refused';
}

/** One line, bounded, without the key even if a server sends it back. */
function describe(error: Error, secret: string): string {
  const cause = error.cause instanceof Error ? ` (${error.cause.message})` : '';
  const said = error instanceof APIError && error.apiMessage !== null ? error.apiMessage : error.message;
  const status = error instanceof APIError && error.status !== undefined ? `${String(error.status)} ` : '';
  const line = `${status}${said}${cause}`.replace(/[\p{Cc}\s]+/gu, ' ').trim();
  const clean = secret === '' ? line : line.replaceAll(secret, '[key]');
  return clean.length > maxMessage ? `${clean.slice(0, maxMessage - 1).toWellFormed()}…` : clean;
}

/** `retry-after-ms`, or `retry-after` in seconds or as a date (RFC 9110). */
function retryAfter(headers: Headers | undefined): number | null {
  const exact = Number(headers?.get('retry-after-ms') ?? Number.NaN);
  if (Number.isFinite(exact) && exact >= 0) return exact;
  const said = headers?.get('retry-after') ?? '';
  if (/^\d+(\.\d+)?$/.test(said.trim())) return Number(said) * 1_000;
  const date = Date.parse(said);
  return Number.isNaN(date) ? null : Math.max(0, date - Date.now());
}

/** What may be asked of a provider with one credential: calls at the same time, and how much in a minute; null where nothing is stated. */
export interface CallLimits {
  readonly concurrent: number;
  readonly requestsPerMinute: number | null;
  /** Of prompts and answers together. */
  readonly tokensPerMinute: number | null;
}

/** Calls at the same time, unless the policy says otherwise (SPEC §8). */
export const usualCallLimits: CallLimits = { concurrent: 10, requestsPerMinute: null, tokensPerMinute: null };

/** How much a bucket holds as of `at` (ms since epoch). It fills evenly, up to what is allowed in a minute. */
export interface TokenBucket {
  readonly level: number;
  readonly at: number;
}

/** What is under way with one credential. A bucket that nothing was ever taken from is full. */
export interface PoolUse {
  readonly inFlight: number;
  readonly requests?: TokenBucket;
  readonly tokens?: TokenBucket;
}

/** Why a call has to wait, and after how long (ms) it is worth asking again. */
export interface CallShortage {
  readonly what: 'slot' | 'requests' | 'tokens';
  readonly limit: number;
  readonly afterMs: number;
}

/** A place among the calls comes free whenever one of them ends: nobody can tell when. */
const slotHintMs = 500;
const minuteMs = 60_000;

/**
 * Why a call of so many tokens (the most that it may come to) cannot begin now; undefined when it can. What is larger than a whole bucket begins when that is
 * full, or it never would.
 */
export function findCallShortage(
  { inFlight, requests, tokens }: PoolUse,
  limits: CallLimits,
  call: { readonly tokens: number; readonly now: number },
): CallShortage | undefined {
  if (inFlight >= limits.concurrent) return { what: 'slot', limit: limits.concurrent, afterMs: slotHintMs };
  return (
    shortageIn('requests', { bucket: requests, perMinute: limits.requestsPerMinute }, { wanted: 1, now: call.now }) ??
    shortageIn('tokens', { bucket: tokens, perMinute: limits.tokensPerMinute }, { wanted: call.tokens, now: call.now })
  );
}

function shortageIn(
  what: 'requests' | 'tokens',
  { bucket, perMinute }: { readonly bucket: TokenBucket | undefined; readonly perMinute: number | null },
  { wanted, now }: { readonly wanted: number; readonly now: number },
): CallShortage | undefined {
  if (perMinute === null) return undefined;
  const missing = Math.min(wanted, perMinute) - levelAt(bucket, perMinute, now);
  if (missing <= 0) return undefined;
  return { what, limit: perMinute, afterMs: Math.min(minuteMs, Math.ceil((missing * minuteMs) / perMinute)) };
}

/** The bucket after `amount` was taken out of it at `now`; below zero it owes what a call took that was larger than all of it. */
export function take(bucket: TokenBucket | undefined, perMinute: number, amount: number, now: number): TokenBucket {
  return { level: levelAt(bucket, perMinute, now) - amount, at: now };
}

/** The bucket after what a call did not use was put back. */
export function putBack(bucket: TokenBucket | undefined, perMinute: number, amount: number, now: number): TokenBucket {
  return { level: Math.min(perMinute, levelAt(bucket, perMinute, now) + amount), at: now };
}

/** A clock that was set back by more than a minute says nothing of how long ago that was: nobody is to wait until it has caught up. */
function levelAt(bucket: TokenBucket | undefined, perMinute: number, now: number): number {
  if (!bucket || now < bucket.at - minuteMs) return perMinute;
  return Math.min(perMinute, bucket.level + (Math.max(0, now - bucket.at) * perMinute) / minuteMs);
}

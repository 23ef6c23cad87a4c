import { assertNever } from '../../base/assertNever.ts';

/**
 * Why a model did not answer. `auth` and `quota` end the use of the credential, `rate`, `overload` and `network` pass, `too-long` is the
 * conversation's size, `refused` a request that it never takes.
 */
export type FailureKind = 'auth' | 'quota' | 'rate' | 'overload' | 'network' | 'too-long' | 'refused';

export interface ModelFailure {
  readonly kind: FailureKind;
  /** One sentence, without secrets. */
  readonly message: string;
  /** How long the provider asked to wait, ms. */
  readonly retryAfterMs: number | null;
}

/** What to do about a failure. `tell`: nothing new is to start on the credential. */
export type RetryDecision =
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'tell'; readonly as: 'quota' | 'auth' | 'overload' }
  | { readonly kind: 'hand-over' }
  | { readonly kind: 'fail' };

/** Tries of one call, waits between them included: about two minutes at most. */
export const retryLimits = { tries: 6, firstMs: 1_000, longestMs: 30_000, longestAskedMs: 60_000 };

/**
 * Decides after the `tries`-th failure in a row of one call. Waits grow by doubling, with full jitter (`random` in [0, 1)); a time that the provider asked
 * for is kept to, and one beyond a minute is a quota, whatever it is called.
 */
export function decideRetry(failure: ModelFailure, tries: number, random: number): RetryDecision {
  switch (failure.kind) {
    case 'auth':
      return { kind: 'tell', as: 'auth' };
    case 'quota':
      return { kind: 'tell', as: 'quota' };
    case 'too-long':
      return { kind: 'hand-over' };
    case 'refused':
      return { kind: 'fail' };
    case 'rate':
    case 'overload':
    case 'network': {
      const asked = failure.retryAfterMs ?? 0;
      if (asked > retryLimits.longestAskedMs)
        return { kind: 'tell', as: failure.kind === 'rate' ? 'quota' : 'overload' };
      if (tries >= retryLimits.tries) return { kind: 'tell', as: 'overload' };
      const most = Math.min(retryLimits.longestMs, retryLimits.firstMs * 2 ** (tries - 1));
      return { kind: 'wait', ms: asked + Math.ceil(most * random) };
    }
    default:
      return assertNever(failure.kind);
  }
}

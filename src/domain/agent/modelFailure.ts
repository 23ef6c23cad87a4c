import { assertNever } from '../../base/assertNever.ts';
import { nextTry, usualRetries, type FailedTry } from '../governor/retry.ts';

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

/**
 * Decides after a failed call, by the one policy for retries: what passes is tried again, and a provider that asks for more patience than that has no
 * quota left, whatever it calls it. `random` in [0, 1).
 */
export function decideRetry(failure: ModelFailure, tried: Omit<FailedTry, 'askedMs'>, random: number): RetryDecision {
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
      const next = nextTry(usualRetries, { ...tried, askedMs: failure.retryAfterMs ?? 0 }, random);
      if (next.again) return { kind: 'wait', ms: next.afterMs };
      return { kind: 'tell', as: failure.kind === 'rate' && next.because === 'asked' ? 'quota' : 'overload' };
    }
    default:
      return assertNever(failure.kind);
  }
}

/** When a call that failed is tried again: after `firstMs`, doubled with each failure up to `longestMs`, at most `tries` tries and `totalMs` from the first on. */
export interface RetryPolicy {
  readonly tries: number;
  readonly firstMs: number;
  readonly longestMs: number;
  readonly totalMs: number;
}

export const usualRetries: RetryPolicy = { tries: 6, firstMs: 2_000, longestMs: 60_000, totalMs: 300_000 };

/** What is to be done after a failure. */
export type NextTry =
  | { readonly again: true; readonly afterMs: number }
  | { readonly again: false; readonly because: 'tries' | 'time' };

/**
 * Decides what follows on the `failures`-th failure of a call, `elapsedMs` after its first try began. `chance` (from 0, below 1) is drawn anew each time: full jitter, so that those
 * who failed together do not come back together. What the provider asks for (`notBeforeMs`) is waited for, and never shortened by chance.
 */
export function nextTry(
  policy: RetryPolicy,
  failed: { readonly failures: number; readonly elapsedMs: number; readonly notBeforeMs?: number },
  chance: number,
): NextTry {
  const { failures, elapsedMs, notBeforeMs = 0 } = failed;
  if (failures >= policy.tries) return { again: false, because: 'tries' };
  const ceiling = Math.min(policy.longestMs, policy.firstMs * 2 ** (failures - 1));
  const afterMs = Math.max(notBeforeMs, Math.floor(ceiling * chance));
  return elapsedMs + afterMs > policy.totalMs ? { again: false, because: 'time' } : { again: true, afterMs };
}

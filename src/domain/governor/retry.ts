/**
 * When something that failed, or that there was no room for, is tried again: after `firstMs`, doubled with each time up to `longestMs`, at most `tries` times
 * and for `totalMs` from its first failure on. A wait that the other side asks for is kept, up to `longestAskedMs`.
 */
export interface RetryPolicy {
  readonly tries: number;
  readonly firstMs: number;
  readonly longestMs: number;
  readonly longestAskedMs: number;
  readonly totalMs: number;
}

/** For calls to a provider; the same for agents and for the simulator. */
export const usualRetries: RetryPolicy = {
  tries: 6,
  firstMs: 2_000,
  longestMs: 60_000,
  longestAskedMs: 60_000,
  totalMs: 300_000,
};

/** For a place among the calls of a provider: whoever got none is told when to ask again, and after ten minutes gives its work back. */
export const slotRetries: RetryPolicy = {
  tries: 10_000,
  firstMs: 250,
  longestMs: 4_000,
  longestAskedMs: 120_000,
  totalMs: 600_000,
};

/** What is to be done after a failure; `asked`: the other side wants to be left alone for longer than anybody waits. */
export type NextTry =
  | { readonly again: true; readonly afterMs: number }
  | { readonly again: false; readonly because: 'tries' | 'time' | 'asked' };

/** The `failures`-th failure in a row, `elapsedMs` after the first of them; `askedMs` is how long the other side asked to wait. */
export interface FailedTry {
  readonly failures: number;
  readonly elapsedMs: number;
  readonly askedMs?: number;
}

/**
 * Decides what follows on a failure. `chance` (from 0, below 1) is drawn anew each time: full jitter, on top of what was asked for, so that
 * those who failed together, or were told the same time, do not come back together.
 */
export function nextTry(policy: RetryPolicy, { failures, elapsedMs, askedMs = 0 }: FailedTry, chance: number): NextTry {
  if (askedMs > policy.longestAskedMs) return { again: false, because: 'asked' };
  if (failures >= policy.tries) return { again: false, because: 'tries' };
  const ceiling = Math.min(policy.longestMs, policy.firstMs * 2 ** (failures - 1));
  const afterMs = askedMs + Math.floor(ceiling * chance);
  return elapsedMs + afterMs > policy.totalMs ? { again: false, because: 'time' } : { again: true, afterMs };
}

/**
 * A circuit breaker as a state machine: closed lets everything through and counts failures in a row; open lets nothing through;
 * half-open lets one try through, whose outcome decides. `until` is ms since epoch, null when only a person may reset it.
 */
export type Breaker =
  | { readonly state: 'closed'; readonly failures: readonly string[] }
  | { readonly state: 'open'; readonly since: number; readonly until: number | null; readonly reason: string }
  | { readonly state: 'half-open'; readonly trial: string | null };

export const closedBreaker: Breaker = { state: 'closed', failures: [] };

/** How long a session's breaker stays open before one claim is let through, ms. */
export const sessionOpenMs = 60_000;

/** How long an overloaded provider is left alone when it named no time, ms. */
export const overloadMs = 60_000;

/** The latest moment that an agent may name for its credential to revive, counted from its report, ms: quotas are weekly at most. */
export const longestRefusalMs = 8 * 24 * 3_600_000;

/**
 * After a failed try at `task`. In a row, `threshold` failures open the breaker, provided that they are not all of one task: a task that fails over
 * and over has a limit of its own (`maxAttempts`), and says nothing about the session.
 */
export function afterFailure(
  breaker: Breaker,
  failure: { readonly task: string; readonly at: number; readonly threshold: number },
): Breaker {
  const { task, at, threshold } = failure;
  const open: Breaker = {
    state: 'open',
    since: at,
    until: at + sessionOpenMs,
    reason: `its last try at ${task} failed`,
  };
  switch (breaker.state) {
    case 'open':
      return breaker;
    case 'half-open':
      return breaker.trial === task ? open : breaker;
    case 'closed': {
      const failures = [...breaker.failures, task].slice(-Math.max(threshold, 2));
      const isMany = failures.length >= threshold && (threshold === 1 || new Set(failures).size > 1);
      return isMany
        ? {
            ...open,
            reason:
              failures.length === 1
                ? `it failed at ${task}`
                : `it failed ${failures.length} times in a row, last at ${task}`,
          }
        : { state: 'closed', failures };
    }
  }
}

/** After a task was completed: what was let through to try closes it, and a row of failures is broken. */
export function afterSuccess(breaker: Breaker, task: string): Breaker {
  if (breaker.state === 'half-open') return breaker.trial === task ? closedBreaker : breaker;
  return breaker.state === 'closed' ? closedBreaker : breaker;
}

/** After a claim: what a half-open breaker lets through is its one try. */
export function afterClaim(breaker: Breaker, task: string): Breaker {
  return breaker.state === 'half-open' && breaker.trial === null ? { state: 'half-open', trial: task } : breaker;
}

/** After a claim that ended without an outcome: the next one is the try. */
export function afterRelease(breaker: Breaker, task: string): Breaker {
  return breaker.state === 'half-open' && breaker.trial === task ? { state: 'half-open', trial: null } : breaker;
}

/** Whether its time has come to let something through again. */
export function isDue(breaker: Breaker, now: number): boolean {
  return breaker.state === 'open' && breaker.until !== null && breaker.until <= now;
}

/** Whether it lets nothing new through. */
export function isShut(breaker: Breaker | undefined): boolean {
  return breaker?.state === 'open' || (breaker?.state === 'half-open' && breaker.trial !== null);
}

/** That an agent's provider refuses its credential; `until` (ms since epoch) when it said from when on it serves again. */
export interface AgentRefusal {
  readonly kind: 'quota' | 'auth' | 'overload';
  readonly until: number | null;
}

const quota = /usage limit|quota|credit balance|billing|spend(ing)? limit|(weekly|monthly|session) limit/i;
const auth =
  /invalid api key|authentication_error|invalid bearer token|token (has )?expired|\b401\b|not logged in|log ?in required/i;
const overload = /overloaded|\b529\b|\b503\b/i;
const rate = /rate.?limit|too many requests|\b429\b/i;
/** How Claude Code ends the sentence on its limit: the second from which it is over. */
const resetAt = /limit reached\|(\d{10})\b/;
const aMonthMs = 32 * 86_400_000;

/**
 * What an agent's error says about its provider, in the words that agents are known to use; undefined when it speaks of something else. To be asked
 * about errors that end a turn alone: what an agent says in its work is no evidence. `now` bounds a time that nobody can mean.
 */
export function readRefusal(error: string, now: number): AgentRefusal | undefined {
  const text = error.slice(0, 4_000);
  const stated = Number(resetAt.exec(text)?.[1] ?? Number.NaN) * 1_000;
  const until = stated > now && stated < now + aMonthMs ? stated : null;
  if (quota.test(text) || rate.test(text)) return { kind: 'quota', until };
  if (auth.test(text)) return { kind: 'auth', until: null };
  return overload.test(text) ? { kind: 'overload', until: null } : undefined;
}

import { isDue, longestRefusalMs, overloadMs } from '../governor/breaker.ts';
import { costsNothing, poolOf } from './affordability.ts';
import { underClaim, type ClaimRef } from './decideEffect.ts';
import type { BreakerName, SwarmEvent } from './event.ts';
import { accept, refuse, type Decision } from './refusal.ts';
import type { SwarmState } from './swarmState.ts';
import type { TaskState } from './taskState.ts';

/** What a provider told a session instead of serving it; `until` is ms since epoch, null when it named no time. */
export interface ProviderRefusal {
  readonly kind: 'quota' | 'auth' | 'overload';
  readonly until: number | null;
}

/**
 * Decides that nothing new starts on the session's credential: until the time that the provider named, for a minute when it is only overloaded,
 * else until a person resets it. A session can speak of its own credential only, and not of a time beyond `longestRefusalMs`.
 */
export function decideProviderRefused(
  state: SwarmState,
  claim: ClaimRef,
  { kind, until }: ProviderRefusal,
  now: number,
): Decision<SwarmEvent> {
  return underClaim(state, claim, () => {
    const session = state.sessions.get(claim.session);
    if (!session) return refuse({ code: 'unknown', what: 'session', id: claim.session });
    // Commands ask no provider: one of them could only stop all others.
    if (costsNothing(session.spec))
      return refuse({ code: 'forbidden', reason: `${claim.session} runs commands and has no provider` });
    const named = until ?? (kind === 'overload' ? now + overloadMs : null);
    const bounded = named === null ? null : Math.min(Math.max(named, now), now + longestRefusalMs);
    return accept({ type: 'provider.refused', pool: poolOf(session.spec), ...claim, kind, until: bounded });
  });
}

/** Decides whether a breaker is closed at once; only a person asks for this. */
export function decideResetBreaker(state: SwarmState, breaker: BreakerName): Decision<SwarmEvent> {
  const known = state.breakers.get(`${breaker.kind}/${breaker.id}`);
  if (!known || known.state === 'closed') return refuse({ code: 'unknown', what: 'breaker', id: breaker.id });
  return accept({ type: 'breaker.revived', breaker, to: 'closed', by: 'person' });
}

/** The breakers whose time has come: those of sessions and commands let one claim through to try, a credential serves again. */
export function dueForBreakers(state: SwarmState, now: number): readonly SwarmEvent[] {
  return [...state.breakers].flatMap(([key, breaker]): SwarmEvent[] => {
    if (!isDue(breaker, now)) return [];
    const name = breakerNameOf(key);
    return [{ type: 'breaker.revived', breaker: name, to: name.kind === 'pool' ? 'closed' : 'half-open', by: 'time' }];
  });
}

/** Whether a session that has work stands still now and goes on by itself when a breaker's time has come. */
export function awaitsRevival(state: SwarmState): boolean {
  const forAnybody = state.readyUnowned.size + state.stealable.size;
  return [...state.breakers].some(([key, breaker]) => {
    if (breaker.state !== 'open' || breaker.until === null) return false;
    const name = breakerNameOf(key);
    if (name.kind === 'command') return [...state.tasks.values()].some((task) => isKeptBy(task, name.id));
    return [...state.sessions.values()].some(
      ({ spec, withdrawn, open }) =>
        !withdrawn && open.size + forAnybody > 0 && (name.kind === 'pool' ? poolOf(spec) : spec.id) === name.id,
    );
  });
}

function isKeptBy({ commands, progress, spec }: TaskState, command: string): boolean {
  return !spec.idle && progress.stage === 'open' && commands.includes(command);
}

/** The name behind a key of `SwarmState.breakers`. */
export function breakerNameOf(key: string): BreakerName {
  const at = key.indexOf('/');
  const [kind, id] = [key.slice(0, at), key.slice(at + 1)];
  return { kind: kind === 'pool' || kind === 'command' ? kind : 'session', id };
}

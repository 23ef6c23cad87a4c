import type { Refusal } from '../task/refusal.ts';
import type { SwarmState } from '../task/swarmState.ts';
import { dialogueLimits } from './dialogue.ts';
import { isWithin } from './guardState.ts';
import type { Speaker } from './speaker.ts';

/** Why nobody listens to a speaker at `now` (ms since epoch): a session that is not there, or that says too much. A person is not limited. */
export function refuseSpeaker(state: SwarmState, speaker: Speaker, now: number): Refusal | undefined {
  if (speaker.kind !== 'session') return undefined;
  const { session } = speaker;
  const known = state.sessions.get(session);
  if (!known || known.withdrawn) return { code: 'unknown', what: 'session', id: session };
  const sending = state.guard.sending.get(session);
  if (!sending || !isWithin(sending, now) || sending.count < dialogueLimits.perWindow) return undefined;
  return {
    code: 'forbidden',
    reason: `${session} has said ${sending.count} things within ${dialogueLimits.windowMs / 1000} s`,
  };
}

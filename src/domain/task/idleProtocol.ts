import { matchCapabilities } from '../governor/match.ts';
import { busyTier } from './agentSeats.ts';
import { canPay, means } from './affordability.ts';
import type { TaskId } from './ids.ts';
import type { ReadyQueue, ReadyTask, Suits } from './readyQueue.ts';
import { reviewHold } from './reviewHold.ts';
import type { SessionState, SwarmState } from './swarmState.ts';
import { compareDue } from './urgency.ts';

/**
 * Where a session finds its next task, in the order in which it looks: `own` are its planned tasks, help that it was asked for
 * ahead of all others, and unowned ones; `idle` what its plan names for spare time; `filler` what anybody may do; `steal` the
 * least urgent task of a long queue, only when its own queue is empty.
 */
export const dispatchSteps = ['own', 'idle', 'filler', 'steal'] as const;
export type DispatchStep = (typeof dispatchSteps)[number];

/** The first step that finds something for the session, whatever its agents are at; found by the indexes alone. */
export function chooseStep(
  state: SwarmState,
  session: SessionState,
): { readonly step: DispatchStep; readonly task: TaskId } | undefined {
  for (const step of dispatchSteps) {
    const found = lookIn(state, session, step);
    if (found) return { step, task: found.id };
  }
  return undefined;
}

/** What the session would do of the work that the swarm waits for; spare-time work is none of it. */
export function nextNeeded(state: SwarmState, session: SessionState): TaskId | undefined {
  return (lookIn(state, session, 'own') ?? lookIn(state, session, 'steal'))?.id;
}

/** What one step finds for the session. */
export function lookIn(state: SwarmState, session: SessionState, step: DispatchStep): ReadyTask | undefined {
  const able = means(state, session);
  if (able < 0) return undefined;
  const isHeld = reviewHold(state) !== undefined;
  const suits: Suits = (task) =>
    (!isHeld || task.isCleared) &&
    canPay(session, able, task.cost) &&
    matchCapabilities(session.spec.capabilities, task.needs) >= state.policy.minCapabilityMatch &&
    busyTier(state, session, task) === undefined;
  switch (step) {
    case 'own':
      return earlier(session.ready.first(suits), state.readyUnowned.first(suits));
    case 'idle':
      return inSpareTime(state, session.idle, suits);
    case 'filler':
      return inSpareTime(state, state.fillers, suits);
    case 'steal':
      return session.ready.size > 0 ? undefined : state.stealable.last(suits);
  }
}

/** When all that the swarm waits for is done, it ends: nothing more is begun for spare time. */
function inSpareTime(state: SwarmState, queue: ReadyQueue, suits: Suits): ReadyTask | undefined {
  return state.unfinished > 0 ? queue.first(suits) : undefined;
}

function earlier(a: ReadyTask | undefined, b: ReadyTask | undefined): ReadyTask | undefined {
  if (!a || !b) return a ?? b;
  return compareDue(a, b) < 0 ? a : b;
}

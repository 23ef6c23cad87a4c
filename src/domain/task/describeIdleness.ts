import { matchCapabilities } from '../governor/match.ts';
import { keepFromBeginning } from './affordability.ts';
import { openHelp } from './helpDuty.ts';
import type { TaskId } from './ids.ts';
import { mayHelp } from './mayHelp.ts';
import { stealThreshold } from './readiness.ts';
import type { Refusal } from './refusal.ts';
import type { BlockerState, SessionState, SwarmState } from './swarmState.ts';

/** Why the steps after its own tasks find nothing for an idle session: one half of a sentence. */
export function describeIdleness(state: SwarmState, session: SessionState): string {
  return [
    `it helps nobody because ${whyNoHelp(state, session)}`,
    session.idle.size > 0 ? whyNotThese(state, session, session.idle, 'its idle tasks') : 'has no idle task left',
    state.fillers.size > 0 ? whyNotThese(state, session, state.fillers, 'any filler task') : 'finds no filler task',
    `and takes nothing over because ${whyNoSteal(state, session)}`,
  ].join(', ');
}

/** The same answer as offers and the swarm's own rescue go by, for the first blocker of anybody else. */
function whyNoHelp(state: SwarmState, session: SessionState): string {
  const blocker = firstBlockerOfOthers(state, session);
  if (!blocker) return 'nobody else is blocked';
  const fitness = mayHelp(state, session, blocker);
  return fitness.fit ? whyNotAsked(state, blocker) : refused(fitness.refusal, blocker);
}

function firstBlockerOfOthers(state: SwarmState, { spec }: SessionState): BlockerState | undefined {
  for (const id of state.openBlockers) {
    const blocker = state.blockers.get(id);
    if (blocker && blocker.session !== spec.id) return blocker;
  }
  return undefined;
}

function refused(refusal: Refusal, { session, task }: BlockerState): string {
  switch (refusal.code) {
    case 'not-capable':
      return `it matches what ${session} needs for ${task} by ${refusal.match.toFixed(2)} only`;
    case 'no-budget':
      return `there is no budget for ${task} of ${session}`;
    case 'breaker-open':
      return `its breaker is open`;
    default:
      return 'reason' in refusal ? refusal.reason : `${task} of ${session} is not to be helped`;
  }
}

/** Why the swarm asks nobody, though this session may help. */
function whyNotAsked(state: SwarmState, blocker: BlockerState): string {
  const helping = openHelp(state, blocker).map(([helper]) => helper);
  if (helping.length > 0) return `${helping.join(', ')} is helping ${blocker.session} with ${blocker.task}`;
  const { task } = blocker;
  const seen = state.tasks.get(task)?.blockersSeen ?? 0;
  if (seen > state.policy.maxAttempts) return `${task} was blocked ${seen} times and draws no more help by itself`;
  return `it is blocked itself; \`s2 offer-help ${blocker.id}\` offers`;
}

function whyNotThese(state: SwarmState, session: SessionState, tasks: Iterable<TaskId>, which: string): string {
  const isCapable = [...tasks].some((id) => isAble(state, session, id));
  return isCapable ? `${whyNoMeans(state, session)} for ${which}` : `is not capable of ${which}`;
}

function whyNoSteal(state: SwarmState, session: SessionState): string {
  if (session.ready.size > 0) return 'its own queue is not empty';
  if (state.stealable.size === 0) return `no other session has more than ${stealThreshold} ready tasks`;
  const isCapable = [...state.stealable].some((id) => isAble(state, session, id));
  return isCapable
    ? `it ${whyNoMeans(state, session)} for what long queues hold`
    : 'it is not capable of what long queues hold';
}

function whyNoMeans(state: SwarmState, session: SessionState): string {
  return keepFromBeginning(state, session)?.code === 'breaker-open' ? 'has an open breaker' : 'has no budget';
}

function isAble(state: SwarmState, { spec }: SessionState, id: TaskId): boolean {
  const needs = state.tasks.get(id)?.spec.capabilities ?? [];
  return matchCapabilities(spec.capabilities, needs) >= state.policy.minCapabilityMatch;
}

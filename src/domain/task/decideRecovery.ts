import { matchCapabilities } from '../governor/match.ts';
import { neededFor, rankOf } from '../governor/rank.ts';
import { rejectionOf } from '../guard/needsApproval.ts';
import { keepFromBeginning, shutBreaker } from './affordability.ts';
import { agentCeiling } from './decideClaim.ts';
import { withdrawHelp } from './clearBlocker.ts';
import type { SwarmEvent } from './event.ts';
import { taskId, type SessionId, type TaskId } from './ids.ts';
import { isOwnWork } from './ownWork.ts';
import type { TaskSpec } from './plan.ts';
import { isHeldBack } from './readiness.ts';
import type { SessionState, SwarmState } from './swarmState.ts';
import type { TaskState } from './taskState.ts';

/** The tier of whoever looks for the cause of an error. */
const debugTier = 'sonnet';

/**
 * What follows from errors: each gets one agent that looks for its cause, when there is one who can; the task gets new attempts when that is
 * merged; and the search ends with its error. Work for spare time holds up nothing, so nobody is set to it.
 */
export function decideRecovery(state: SwarmState): readonly SwarmEvent[] {
  for (const id of state.debugging) {
    const events = endSearch(state, id) ?? passOn(state, id);
    if (events.length > 0) return events;
  }
  for (const id of state.failed) {
    const error = state.tasks.get(id);
    const events = error ? (mended(state, error) ?? startSearch(state, error)) : [];
    if (events.length > 0) return events;
  }
  return [];
}

/** Whether somebody looks for the cause of the error, and no person has to yet. */
export function isSought(state: SwarmState, error: TaskState): boolean {
  const { recovery } = error;
  if (error.progress.stage !== 'failed' || !recovery || recovery.escalated) return false;
  const stage = state.tasks.get(recovery.debug)?.progress.stage;
  return stage === 'open' || stage === 'claimed' || stage === 'submitted';
}

/** The errors whose cause is looked for now. */
export function soughtErrors(state: SwarmState): readonly TaskId[] {
  return [...state.failed].filter((id) => {
    const error = state.tasks.get(id);
    return error !== undefined && isSought(state, error);
  });
}

/** The fact that a person is asked about an error that is still looked into. */
export function escalate(state: SwarmState, error: TaskId): readonly SwarmEvent[] {
  const task = state.tasks.get(error);
  return task?.recovery && isSought(state, task)
    ? [{ type: 'recovery.escalated', error, debug: task.recovery.debug }]
    : [];
}

/** A search whose error is over is nobody's work any more; one in work comes to its own end. */
function endSearch(state: SwarmState, id: TaskId): readonly SwarmEvent[] | undefined {
  const search = state.tasks.get(id);
  const error = search?.spec.debugs === undefined ? undefined : state.tasks.get(search.spec.debugs);
  const isOn = error?.progress.stage === 'failed' && error.recovery?.debug === id;
  const stage = search?.progress.stage;
  if (isOn || (stage !== 'open' && stage !== 'failed')) return undefined;
  return withdrawHelp(state, id, 'the end of the error');
}

/** A search that nobody has begun, and whose helper cannot begin it any more, is somebody else's, or a person's. */
function passOn(state: SwarmState, id: TaskId): readonly SwarmEvent[] {
  const search = state.tasks.get(id);
  const helper = search?.spec.session === undefined ? undefined : state.sessions.get(search.spec.session);
  if (search?.progress.stage !== 'open' || search.epoch > 0) return [];
  return helper && canBegin(state, helper) ? [] : withdrawHelp(state, id, 'a helper who cannot begin');
}

/** The searches that nobody takes although their helper could: it may not be there. */
export function waitingSearches(state: SwarmState): readonly TaskId[] {
  return [...state.debugging].filter((id) => {
    const search = state.tasks.get(id);
    const helper = search?.spec.session === undefined ? undefined : state.sessions.get(search.spec.session);
    if (search?.progress.stage !== 'open' || !helper || isHeldBack(state, search)) return false;
    return helper.claims.size < agentCeiling(helper);
  });
}

/** The facts that take a search back that was not begun in time. */
export function withdrawIdleSearch(state: SwarmState, search: TaskId): readonly SwarmEvent[] {
  return waitingSearches(state).includes(search) ? withdrawHelp(state, search, 'a helper who did not begin') : [];
}

function mended(state: SwarmState, { spec, recovery }: TaskState): readonly SwarmEvent[] | undefined {
  if (!recovery || recovery.mended || state.tasks.get(recovery.debug)?.progress.stage !== 'completed') return undefined;
  const reason = `${recovery.debug} looked for the cause and was merged`;
  return [{ type: 'task.reopened', task: spec.id, reason, mended: true }];
}

function startSearch(state: SwarmState, error: TaskState): readonly SwarmEvent[] {
  if (!state.policy.recovery.debug || wasSearched(state, error) || isOwnWork(error.spec)) return [];
  // What does not go together with what is merged is told with both sides, and is a person's.
  if (rejectionOf(state, error) || error.conflict !== undefined) return [];
  const best = bestDebugger(state, error);
  if (!best) return [];
  const helper = best.session.spec.id;
  const task = debugTask(error, helper);
  return [{ type: 'recovery.started', error: error.spec.id, helper, match: best.match, task }];
}

/** Whether somebody was set to it who has begun; each session is asked once at most. */
function wasSearched(state: SwarmState, { recovery }: TaskState): boolean {
  const search = recovery && state.tasks.get(recovery.debug);
  return search !== undefined && (recovery?.mended || search.progress.stage !== 'cancelled' || search.epoch > 0);
}

interface Candidate {
  readonly session: SessionState;
  readonly match: number;
  /** Compared from left to right, the lesser first. */
  readonly order: readonly [number, number, number, string];
}

/** Somebody else than whose task it is, if there is one: a second pair of eyes. Else its own session, in a conversation of its own. */
function bestDebugger(state: SwarmState, { spec: failed, recovery }: TaskState): Candidate | undefined {
  const { capabilities, session: owner } = failed;
  const needed = neededFor(capabilities);
  let best: Candidate | undefined;
  for (const session of state.sessions.values()) {
    const { spec, record, domains, costPerHour } = session;
    if ((session.joined?.provider ?? spec.provider) === 'command') continue;
    if (recovery?.asked.includes(spec.id)) continue;
    const match = matchCapabilities(spec.capabilities, capabilities);
    if (match < state.policy.minCapabilityMatch) continue;
    if (!canBegin(state, session) || keepFromBeginning(state, session)) continue;
    const rank = rankOf({ capabilities: spec.capabilities, domains, record, costPerHour }, needed, match);
    const hasTier = Object.keys(spec.agents).length === 0 || (spec.agents[debugTier] ?? 0) > 0;
    const order = [Number(spec.id === owner), Number(!hasTier), -rank, spec.id] as const;
    if (!best || isBefore(order, best.order)) best = { session, match, order };
  }
  return best;
}

/** Whoever has just failed again and again finds out no more, and a breaker on trial may stay shut for as long as the trial takes. */
function canBegin(state: SwarmState, session: SessionState): boolean {
  if (session.withdrawn || agentCeiling(session) === 0 || shutBreaker(state, session)) return false;
  return (state.breakers.get(`session/${session.spec.id}`)?.state ?? 'closed') === 'closed';
}

function isBefore(a: Candidate['order'], b: Candidate['order']): boolean {
  const at = a.findIndex((value, place) => value !== b[place]);
  const [first, second] = [a[at], b[at]];
  return first !== undefined && second !== undefined && first < second;
}

function debugTask({ spec, epoch, lastFailure }: TaskState, session: SessionId): TaskSpec {
  const reason = (lastFailure ?? 'no reason was given').replace(/\.$/, '');
  return {
    id: taskId(`${spec.id}.DEBUG${epoch}`),
    title: `Find out why ${spec.id} fails: ${spec.title}`,
    session,
    model: debugTier,
    brief: [
      `Every attempt at ${spec.id} has failed; the last one: ${reason}.`,
      'Find the cause and mend it in this repository: code, tests, configuration, or the documents that the task reads. Do not do the task itself: it is tried again when what you did is merged.',
      `What it was to do:\n${spec.brief}`,
      ...(spec.verify.length > 0
        ? [`What it has to pass: ${spec.verify.map((each) => `\`${each}\``).join(', ')}`]
        : []),
    ].join('\n\n'),
    files: [],
    dependsOn: [],
    capabilities: spec.capabilities,
    priority: 'P0',
    estimate: {},
    verify: [],
    source: spec.source,
    debugs: spec.id,
  };
}

import { matchCapabilities } from '../governor/match.ts';
import { neededFor, rankOf } from '../governor/rank.ts';
import { rejectionOf } from '../guard/needsApproval.ts';
import { keepFromBeginning } from './affordability.ts';
import { agentCeiling } from './decideClaim.ts';
import { withdrawHelp } from './clearBlocker.ts';
import type { SwarmEvent } from './event.ts';
import { taskId, type SessionId, type TaskId } from './ids.ts';
import { isOwnWork } from './ownWork.ts';
import type { TaskSpec } from './plan.ts';
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
    const events = endSearch(state, id);
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
function endSearch(state: SwarmState, id: TaskId): readonly SwarmEvent[] {
  const search = state.tasks.get(id);
  const error = search?.spec.debugs === undefined ? undefined : state.tasks.get(search.spec.debugs);
  const isOn = error?.progress.stage === 'failed' && error.recovery?.debug === id;
  const stage = search?.progress.stage;
  return !isOn && (stage === 'open' || stage === 'failed') ? withdrawHelp(state, id, 'the end of the error') : [];
}

function mended(state: SwarmState, { spec, recovery }: TaskState): readonly SwarmEvent[] | undefined {
  if (!recovery || recovery.mended || state.tasks.get(recovery.debug)?.progress.stage !== 'completed') return undefined;
  const reason = `${recovery.debug} looked for the cause and was merged`;
  return [{ type: 'task.reopened', task: spec.id, reason, mended: true }];
}

function startSearch(state: SwarmState, error: TaskState): readonly SwarmEvent[] {
  if (!state.policy.recovery.debug || error.recovery || isOwnWork(error.spec) || rejectionOf(state, error)) return [];
  const best = bestDebugger(state, error.spec);
  if (!best) return [];
  const helper = best.session.spec.id;
  const task = debugTask(error, helper);
  return [{ type: 'recovery.started', error: error.spec.id, helper, match: best.match, task }];
}

interface Candidate {
  readonly session: SessionState;
  readonly match: number;
  /** Compared from left to right, the lesser first. */
  readonly order: readonly [number, number, string];
}

/** Somebody else than whose task it is: a second pair of eyes. */
function bestDebugger(state: SwarmState, { capabilities, session: owner }: TaskSpec): Candidate | undefined {
  const needed = neededFor(capabilities);
  let best: Candidate | undefined;
  for (const session of state.sessions.values()) {
    const { spec, record, domains, costPerHour } = session;
    if (session.withdrawn || (session.joined?.provider ?? spec.provider) === 'command') continue;
    const match = matchCapabilities(spec.capabilities, capabilities);
    if (match < state.policy.minCapabilityMatch || agentCeiling(session) === 0) continue;
    // A session that has failed for good asks a person, as it always did, and not itself.
    if (spec.id === owner) continue;
    // Whoever has just failed again and again finds out no more, and its breaker may be on trial.
    if ((state.breakers.get(`session/${spec.id}`)?.state ?? 'closed') !== 'closed') continue;
    if (keepFromBeginning(state, session)) continue;
    const rank = rankOf({ capabilities: spec.capabilities, domains, record, costPerHour }, needed, match);
    const hasTier = Object.keys(spec.agents).length === 0 || (spec.agents[debugTier] ?? 0) > 0;
    const order = [Number(!hasTier), -rank, spec.id] as const;
    if (!best || isBefore(order, best.order)) best = { session, match, order };
  }
  return best;
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

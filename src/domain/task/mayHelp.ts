import { matchCapabilities, missingCapabilities } from '../governor/match.ts';
import { neededFor, rankOf } from '../governor/rank.ts';
import { keepFromBeginning } from './affordability.ts';
import { agentCeiling } from './decideClaim.ts';
import { helpedBy } from './helpDuty.ts';
import { canDo, needsOfHelp, workOfHelp, type HelpWork } from './helpTask.ts';
import type { SessionId } from './ids.ts';
import type { Refusal } from './refusal.ts';
import type { BlockerState, SessionState, SwarmState } from './swarmState.ts';

/** Whether a session may help with a blocker: its match (0 to 1) and what it would do, or why not. */
export type Fitness =
  | { readonly fit: true; readonly match: number; readonly work: HelpWork }
  | { readonly fit: false; readonly refusal: Refusal };

/** Someone who may help, with how well. */
export interface Candidate {
  readonly session: SessionState;
  readonly match: number;
  readonly work: HelpWork;
}

/**
 * Whether `session` may help with `blocker` now. `note` says what it would do; without, only what the plan or a call for help
 * names is work. The one answer for offers, acceptance, the swarm's own rescue and the idle protocol.
 */
export function mayHelp(state: SwarmState, session: SessionState, blocker: BlockerState, note?: string): Fitness {
  const { id } = session.spec;
  const common = closedToAll(state, blocker);
  if (common) return { fit: false, refusal: common };
  if (session.withdrawn) return { fit: false, refusal: { code: 'unknown', what: 'session', id } };
  const circle = helpedBy(state, blocker.session);
  return judge(state, session, { blocker, needs: needsOfHelp(state, blocker), circle, note });
}

/** Why nobody at all may begin to help with the blocker; undefined when there is room. */
function closedToAll(state: SwarmState, blocker: BlockerState): Refusal | undefined {
  if (blocker.cleared) return { code: 'unknown', what: 'blocker', id: blocker.id };
  if (blocker.conflict)
    return { code: 'forbidden', reason: `${blocker.id} is a conflict, which is merged with ${blocker.task}` };
  if (blocker.helpers.size < state.policy.maxRescuersPerBlocker) return undefined;
  return { code: 'forbidden', reason: `${blocker.id} has drawn all the ${blocker.helpers.size} helpers that it may` };
}

interface Question {
  readonly blocker: BlockerState;
  readonly needs: readonly string[];
  /** Those whose help would close a circle. */
  readonly circle: ReadonlySet<SessionId>;
  readonly note: string | undefined;
}

function judge(state: SwarmState, session: SessionState, { blocker, needs, circle, note }: Question): Fitness {
  const { id, capabilities } = session.spec;
  if (id === blocker.session) return no(`${id} cannot help itself`);
  const match = matchCapabilities(capabilities, needs);
  if (match < leastMatch(state)) {
    const missing = missingCapabilities(capabilities, needs);
    return { fit: false, refusal: { code: 'not-capable', task: blocker.task, session: id, missing, match } };
  }
  if (blocker.helpers.has(id)) return no(`${id} was given a help task for ${blocker.id} already`);
  if (circle.has(id)) return no(`${blocker.session} is helping ${id}, itself or through others; both would wait`);
  if (agentCeiling(session) === 0) return no(`${id} has no agents`);
  // A help task that it may not claim would keep the blocker from anybody else's help for a lease.
  const poor = keepFromBeginning(state, session);
  if (poor) return { fit: false, refusal: poor };
  const work = workOfHelp(state, blocker) ?? (note ? ({ kind: 'words', text: note } as const) : undefined);
  if (!work) return no(`nobody has said how to help with ${blocker.id}; \`s2 help-request ${blocker.id}\` says it`);
  if (!canDo(session, work)) {
    return no(`${id} runs commands of the plan only, and ${blocker.task} names none under Unblock`);
  }
  return { fit: true, match, work };
}

/** Below either bound a helper would be given a task that it may not claim. */
function leastMatch({ policy }: SwarmState): number {
  return Math.max(policy.rescueMinMatch, policy.minCapabilityMatch);
}

/** The best of all who may help, in one pass: with 10,000 of them, a list and its sorting cost more than the matching. */
export function bestHelper(
  state: SwarmState,
  blocker: BlockerState,
  suits: (session: SessionState) => boolean,
): Candidate | undefined {
  if (closedToAll(state, blocker)) return undefined;
  const circle = helpedBy(state, blocker.session);
  const question = { blocker, needs: needsOfHelp(state, blocker), circle, note: undefined };
  const order = helpOrder(state, blocker);
  const needed = neededFor(question.needs);
  const least = leastMatch(state);
  let best: RankedHelper | undefined;
  for (const session of state.sessions.values()) {
    if (session.withdrawn) continue;
    const { record, domains, costPerHour, spec } = session;
    const match = matchCapabilities(spec.capabilities, question.needs);
    // Most of 10,000 fall here or behind the best so far, and nobody asks what else keeps them from it.
    if (match < least) continue;
    const rank = rankOf({ capabilities: spec.capabilities, domains, record, costPerHour }, needed, match);
    if ((best && order({ session, rank }, best) >= 0) || !suits(session)) continue;
    const fitness = judge(state, session, question);
    if (fitness.fit) best = { session, match, work: fitness.work, rank };
  }
  return best;
}

/** What the order of helpers looks at. */
type Placed = Pick<RankedHelper, 'session' | 'rank'>;

/** A candidate with its place among all who may help: expertise × reputation ÷ cost per hour. */
interface RankedHelper extends Candidate {
  readonly rank: number;
}

/** Below zero when `a` is to help before `b`: whom the relation binds, then the higher rank, those who wait for it anyway, the less busy, by id. */
function helpOrder(state: SwarmState, blocker: BlockerState): (a: Placed, b: Placed) => number {
  return (a, b) => {
    const bound = Number(isBound(state, b.session, blocker)) - Number(isBound(state, a.session, blocker));
    if (bound !== 0) return bound;
    if (a.rank !== b.rank) return b.rank - a.rank;
    const [first, second] = [a.session.spec.id, b.session.spec.id];
    const waits = Number(waitsFor(state, second, blocker)) - Number(waitsFor(state, first, blocker));
    if (waits !== 0) return waits;
    const load = a.session.claims.size + a.session.ready.size - b.session.claims.size - b.session.ready.size;
    if (load !== 0) return load;
    return first < second ? -1 : 1;
  };
}

/** Ministers help the ruler, an elder the younger, before anybody else. */
function isBound(state: SwarmState, helper: SessionState, blocker: BlockerState): boolean {
  const helped = state.sessions.get(blocker.session)?.spec.relation;
  const { relation } = helper.spec;
  return (helped === 'ruler' && relation === 'minister') || (helped === 'younger' && relation === 'elder');
}

/** Whether a blocker of `session` says that it waits for the session, or for the task, that `blocker` stands on. */
export function waitsFor(state: SwarmState, session: SessionId, blocker: BlockerState): boolean {
  for (const id of state.openBlockers) {
    const own = state.blockers.get(id);
    if (own?.session !== session || !own.holds || !own.on) continue;
    const { on } = own;
    if (on.kind === 'task' ? on.id === blocker.task : on.id === blocker.session) return true;
  }
  return false;
}

/** The blocker of those whom a blocked session waits for that it should help with first, if it may: what an idle session does before anything else. */
export function helpForOwnBlocker(
  state: SwarmState,
  session: SessionState,
): { readonly blocker: BlockerState; readonly match: number; readonly work: HelpWork } | undefined {
  for (const id of state.openBlockers) {
    const blocker = state.blockers.get(id);
    if (!blocker || !waitsFor(state, session.spec.id, blocker)) continue;
    const fitness = mayHelp(state, session, blocker);
    if (fitness.fit) return { blocker, match: fitness.match, work: fitness.work };
  }
  return undefined;
}

function no(reason: string): Fitness {
  return { fit: false, refusal: { code: 'forbidden', reason } };
}

import type { SwarmEvent } from './event.ts';
import { blockerId, type BlockerId, type SessionId, type TaskId } from './ids.ts';
import { startRescue } from './decideRescue.ts';
import { mayHelp } from './mayHelp.ts';
import { accept, refuse, type Decision, type Refusal } from './refusal.ts';
import type { BlockerState, SwarmState } from './swarmState.ts';
import type { TaskState } from './taskState.ts';

/** So many offers of one session may wait for an answer. */
export const maxOpenOffers = 3;

/** Who asks: a session, or (undefined) a person. */
type Asker = SessionId | undefined;

/** What is asked for: a session says it for a task under the epoch of its claim. */
export interface HelpRequest {
  /** A task in work, or an open blocker. */
  readonly subject: string;
  readonly by: Asker;
  readonly epoch: number | undefined;
  readonly reason: string;
  readonly needs: readonly string[];
}

/** Decides whether help may be asked for: on a task that is in work, which goes on, or on an open blocker. `fresh` names a call that is new. */
export function decideRequestHelp(state: SwarmState, request: HelpRequest, fresh: BlockerId): Decision<SwarmEvent> {
  if (request.reason.trim() === '') return forbid('help needs a sentence that says what is to be done');
  const blocker = state.blockers.get(blockerId(request.subject));
  if (blocker) return requestOnBlocker(state, blocker, request);
  const task = state.tasks.get(request.subject as TaskId);
  if (!task) return refuse({ code: 'unknown', what: 'task', id: request.subject });
  return requestOnTask(state, task, request, fresh);
}

function requestOnBlocker(state: SwarmState, blocker: BlockerState, request: HelpRequest): Decision<SwarmEvent> {
  if (blocker.conflict) return forbid(`${blocker.id} is a conflict; whoever takes ${blocker.task} merges it`);
  const refusal = checkOpen(blocker) ?? checkConcerned(state, blocker, request.by);
  if (refusal) return refuse(refusal);
  if (blocker.call !== undefined && request.by !== undefined) return forbid(`help with ${blocker.id} was asked for`);
  const { id, task, session, epoch } = blocker;
  const { reason, needs } = request;
  return accept({ type: 'help.requested', blocker: id, task, session, epoch, reason, needs });
}

function requestOnTask(
  state: SwarmState,
  task: TaskState,
  { by, epoch, reason, needs }: HelpRequest,
  blocker: BlockerId,
): Decision<SwarmEvent> {
  const { progress, spec } = task;
  if (by !== undefined && (epoch !== task.epoch || progress.stage !== 'claimed')) {
    return refuse({ code: 'stale-epoch', task: spec.id, given: epoch ?? 0, current: task.epoch });
  }
  if (progress.stage !== 'claimed') return forbid(`nobody works on ${spec.id}`);
  const session = progress.by;
  if (by !== undefined && by !== session) return forbid(`${spec.id} is claimed by ${session}`);
  if (spec.helps !== undefined) return forbid(`${spec.id} is help already; report a blocker when it cannot be given`);
  const open = [...state.openBlockers].find((id) => isCallOn(state.blockers.get(id), spec.id));
  if (open !== undefined) return forbid(`help with ${spec.id} was asked for as ${open}`);
  return accept({ type: 'help.requested', blocker, task: spec.id, session, epoch: task.epoch, reason, needs });
}

/**
 * Decides whether a session's offer to help stands. Its match is computed here, whatever it says of itself. A ruler has to
 * accept: its helper gets the task in the same moment.
 */
export function decideOfferHelp(
  state: SwarmState,
  offer: { readonly session: SessionId; readonly blocker: BlockerId; readonly note: string },
): Decision<SwarmEvent> {
  const session = state.sessions.get(offer.session);
  if (!session || session.withdrawn) return refuse({ code: 'unknown', what: 'session', id: offer.session });
  const blocker = state.blockers.get(offer.blocker);
  if (!blocker) return refuse({ code: 'unknown', what: 'blocker', id: offer.blocker });
  const fitness = mayHelp(state, session, blocker, offer.note);
  if (!fitness.fit) return refuse(fitness.refusal);
  if (blocker.offers.has(offer.session)) return forbid(`${offer.session} has offered to help with ${blocker.id}`);
  const waiting = [...state.openBlockers].filter((id) => state.blockers.get(id)?.offers.has(offer.session));
  if (waiting.length >= maxOpenOffers) {
    return forbid(`${offer.session} has ${waiting.length} offers that nobody has answered: ${waiting.join(', ')}`);
  }
  const offered: SwarmEvent = { type: 'help.offered', ...offer, match: fitness.match };
  if (state.sessions.get(blocker.session)?.spec.relation !== 'ruler') return accept(offered);
  return accept(offered, ...startRescue(state, blocker, { session, ...fitness }));
}

/** Decides whether an offer may be accepted: by the blocked session, by whose task it is, or by a person. The helper then has its task. */
export function decideAcceptHelp(
  state: SwarmState,
  acceptance: { readonly blocker: BlockerId; readonly helper: SessionId; readonly by: Asker },
): Decision<SwarmEvent> {
  const { helper, by } = acceptance;
  const blocker = state.blockers.get(acceptance.blocker);
  if (!blocker) return refuse({ code: 'unknown', what: 'blocker', id: acceptance.blocker });
  const refusal = checkOpen(blocker) ?? checkConcerned(state, blocker, by);
  if (refusal) return refuse(refusal);
  const offer = blocker.offers.get(helper);
  const session = state.sessions.get(helper);
  if (!session) return refuse({ code: 'unknown', what: 'session', id: helper });
  if (!offer) return forbid(`${helper} does not offer to help with ${blocker.id}`);
  const fitness = mayHelp(state, session, blocker, offer.note);
  if (!fitness.fit) return refuse(fitness.refusal);
  return accept(...startRescue(state, blocker, { session, ...fitness }));
}

function checkOpen(blocker: BlockerState): Refusal | undefined {
  return blocker.cleared ? { code: 'unknown', what: 'blocker', id: blocker.id } : undefined;
}

function checkConcerned(state: SwarmState, blocker: BlockerState, by: Asker): Refusal | undefined {
  const owner = state.tasks.get(blocker.task)?.spec.session;
  if (by === undefined || by === blocker.session || by === owner) return undefined;
  return { code: 'forbidden', reason: `${blocker.id} concerns ${blocker.session}, not ${by}` };
}

function forbid(reason: string): Decision<SwarmEvent> {
  return refuse({ code: 'forbidden', reason });
}

function isCallOn(blocker: BlockerState | undefined, task: TaskId): boolean {
  return blocker?.task === task && blocker.conflict === undefined;
}

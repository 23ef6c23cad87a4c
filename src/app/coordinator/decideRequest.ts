import { decideClaim } from '../../domain/task/decideClaim.ts';
import { decideClaimNext } from '../../domain/task/chooseTask.ts';
import {
  decideFail,
  decideIntegration,
  decideProgress,
  decideRelease,
  decideSubmit,
  type ClaimRef,
} from '../../domain/task/decideEffect.ts';
import { decideClearBlocker } from '../../domain/task/clearBlocker.ts';
import { decideAcceptHelp, decideOfferHelp, decideRequestHelp } from '../../domain/task/decideHelp.ts';
import { decideReopen } from '../../domain/task/decideReopen.ts';
import { decideReportBlocker } from '../../domain/task/decideReportBlocker.ts';
import { decideHandOver, decideStall } from '../../domain/task/decideStall.ts';
import type { SwarmEvent } from '../../domain/task/event.ts';
import { decideAcceptCommits } from '../../domain/task/integrationBranch.ts';
import { blockerId, sessionId, taskId, type BlockerId, type SessionId, type TaskId } from '../../domain/task/ids.ts';
import { accept, refuse, type Decision, type Refusal } from '../../domain/task/refusal.ts';
import type { SwarmState } from '../../domain/task/swarmState.ts';
import { decideGovernor, type GovernorVerb } from './decideGovernor.ts';
import type { RequestOf } from '../../protocol/verbs.ts';

/** The verbs that may add facts to the ledger. */
export type DecidedVerb =
  | 'registerSession'
  | 'claim'
  | 'claimNext'
  | 'progress'
  | 'complete'
  | 'fail'
  | 'release'
  | 'stalled'
  | 'reportBlocker'
  | 'clearBlocker'
  | 'requestHelp'
  | 'offerHelp'
  | 'acceptHelp'
  | 'integrated'
  | 'rejected'
  | 'pause'
  | 'resume'
  | 'reopen'
  | 'acceptCommits'
  | GovernorVerb;

export type DecidedRequest = RequestOf<DecidedVerb>;

/** When a request is decided (ms since epoch), and whether a runner of the swarm's own asks. */
export interface Deciding {
  readonly now: number;
  readonly byRunner: boolean;
}

/** Decides one request on the state. Pure: what it returns is all that it does. */
export function decideRequest(
  state: SwarmState,
  request: DecidedRequest,
  { now, byRunner }: Deciding,
): Decision<SwarmEvent> {
  switch (request.verb) {
    case 'registerSession':
      return decideRegister(state, request);
    case 'claim':
      return decideClaim(state, sessionId(request.session), taskId(request.task));
    case 'claimNext':
      return decideClaimNext(state, sessionId(request.session));
    case 'progress':
      return decideProgress(state, claimOf(request), request.note);
    case 'complete':
      return decideSubmit(state, claimOf(request), {
        commit: request.commit,
        evidence: request.evidence,
        ...(byRunner ? { checked: true as const } : {}),
      });
    case 'fail':
      return decideFail(state, claimOf(request), { reason: request.reason, evidence: request.evidence });
    case 'release':
      if (request.reason === 'stalled') return decideHandOver(state, claimOf(request), request.note);
      return decideRelease(state, claimOf(request), request.reason);
    case 'stalled': {
      const { cause, silentMs, canNudge } = request;
      const report = { cause, silentMs, canNudge, canRestart: true, atOnce: false, blocker: nextBlocker(state) };
      return decideStall(state, claimOf(request), report);
    }
    case 'reportBlocker':
      return decideReportBlocker(state, claimOf(request), {
        blocker: nextBlocker(state),
        reason: request.reason,
        needs: request.needs,
        on: request.on,
      });
    case 'requestHelp':
      return decideRequestHelp(
        state,
        {
          subject: request.subject,
          by: request.session === undefined ? undefined : sessionId(request.session),
          epoch: request.epoch,
          reason: request.reason,
          needs: request.needs,
        },
        nextBlocker(state),
      );
    case 'offerHelp':
      return decideOfferHelp(state, {
        session: sessionId(request.session),
        blocker: blockerId(request.blocker),
        note: request.note,
      });
    case 'acceptHelp':
      return decideAcceptHelp(state, {
        blocker: blockerId(request.blocker),
        helper: sessionId(request.helper),
        by: request.session === undefined ? undefined : sessionId(request.session),
      });
    case 'clearBlocker':
      return decideClearBlocker(state, blockerId(request.blocker), 'a person');
    case 'integrated':
      return decideIntegration(state, mergeOf(request), {
        merged: true,
        merge: request.merge,
        evidence: request.evidence,
      });
    case 'rejected':
      return decideIntegration(state, mergeOf(request), {
        merged: false,
        reason: request.reason,
        evidence: request.evidence,
      });
    case 'pause':
      return state.paused ? refuse({ code: 'paused' }) : accept({ type: 'swarm.paused' });
    case 'resume':
      return state.paused
        ? accept({ type: 'swarm.resumed' })
        : refuse({ code: 'forbidden', reason: 'the swarm is not paused', next: '`s2 why` says what does not run.' });
    case 'reopen':
      return decideReopen(state, taskId(request.task), {
        reason: 'a person asked for new attempts',
        withDependents: request.withDependents ?? false,
      });
    case 'acceptCommits': {
      const { verb: _, ...asked } = request;
      return decideAcceptCommits(state, asked);
    }
    case 'reserve':
    case 'settle':
    case 'reportCost':
    case 'unreserve':
    case 'setBudget':
    case 'providerRefused':
    case 'resetBreaker':
      return decideGovernor(state, request, now);
  }
}

/** The next sequence is used once only, so it makes a name that nobody else has. */
export function nextBlocker(state: SwarmState): BlockerId {
  return blockerId(`B${state.sequence + 1}`);
}

/**
 * A runner that registers is a new one: what the last one held is open again, under a higher epoch at the next claim. When
 * the last one died at its work, that was an attempt: a task that kills its runner must not be tried for ever.
 */
function decideRegister(state: SwarmState, request: RequestOf<'registerSession'>): Decision<SwarmEvent> {
  const session = sessionId(request.session);
  const known = state.sessions.get(session);
  if (!known || known.withdrawn) return refuse({ code: 'unknown', what: 'session', id: session });
  const joined: SwarmEvent = { type: 'session.joined', session, provider: request.provider, sandbox: request.sandbox };
  const held = [...known.claims];
  const ended =
    request.crash === undefined
      ? releaseClaims(state, held, 'runner-restarted')
      : failClaims(state, session, held, `the runner died while it worked on this: ${request.crash}`);
  return accept(...ended, joined);
}

function failClaims(
  state: SwarmState,
  session: SessionId,
  tasks: readonly TaskId[],
  reason: string,
): readonly SwarmEvent[] {
  return tasks.flatMap((task) => {
    const claim = { task, session, epoch: state.tasks.get(task)?.epoch ?? 0 };
    const decision = decideFail(state, claim, { reason, evidence: [] });
    return decision.accepted ? decision.events : [];
  });
}

/** The facts that end these claims without a result. */
export function releaseClaims(
  state: SwarmState,
  tasks: readonly string[],
  reason: 'runner-restarted' | 'lease-expired' | 'stopped',
): readonly SwarmEvent[] {
  return tasks.flatMap((id): SwarmEvent[] => {
    const task = state.tasks.get(taskId(id));
    return task?.progress.stage === 'claimed'
      ? [{ type: 'task.released', task: task.spec.id, epoch: task.epoch, reason }]
      : [];
  });
}

/** Why nothing may be said under a claim any more: only who holds or submitted the task at this epoch speaks in its name. */
export function refuseEnded(state: SwarmState, request: RequestOf<'output' | 'heartbeat'>): Refusal | undefined {
  const claim = request.verb === 'output' ? request : request.claim;
  if (!claim) return undefined;
  const task = state.tasks.get(taskId(claim.task));
  if (!task) return { code: 'unknown', what: 'task', id: claim.task };
  const { progress, epoch } = task;
  if (epoch === claim.epoch && 'by' in progress && progress.by === request.session) return undefined;
  return { code: 'stale-epoch', task: task.spec.id, given: claim.epoch, current: epoch };
}

function claimOf(request: { readonly task: string; readonly session: string; readonly epoch: number }): ClaimRef {
  return { task: taskId(request.task), session: sessionId(request.session), epoch: request.epoch };
}

function mergeOf(request: { readonly task: string; readonly epoch: number }): Pick<ClaimRef, 'task' | 'epoch'> {
  return { task: taskId(request.task), epoch: request.epoch };
}

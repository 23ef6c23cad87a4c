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
import { decideConflict } from '../../domain/task/decideConflict.ts';
import { decideAcceptHelp, decideOfferHelp, decideRequestHelp } from '../../domain/task/decideHelp.ts';
import { decideIntegratedAll } from '../../domain/task/decideIntegrated.ts';
import { decideRegister } from '../../domain/task/decideRegister.ts';
import { decideReopen } from '../../domain/task/decideReopen.ts';
import { decideRevert } from '../../domain/task/decideRevert.ts';
import { decideReportBlocker } from '../../domain/task/decideReportBlocker.ts';
import { decideHandOver, decideStall } from '../../domain/task/decideStall.ts';
import type { SwarmEvent } from '../../domain/task/event.ts';
import { decideAcceptCommits } from '../../domain/task/integrationBranch.ts';
import { blockerId, sessionId, taskId, type BlockerId, type TaskId } from '../../domain/task/ids.ts';
import { accept, refuse, type Decision, type Refusal } from '../../domain/task/refusal.ts';
import { decideResult } from '../../domain/task/result.ts';
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
  | 'conflicted'
  | 'integratedAll'
  | 'pause'
  | 'resume'
  | 'reopen'
  | 'acceptCommits'
  | 'resultMerged'
  | 'reverted'
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
      return decideRegister(state, {
        session: sessionId(request.session),
        provider: request.provider,
        sandbox: request.sandbox,
        crash: request.crash,
      });
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
      return decideFail(state, claimOf(request), {
        reason: request.reason,
        evidence: request.evidence,
        command: request.command,
      });
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
        command: request.command,
      });
    case 'integratedAll':
      return decideIntegratedAll(
        state,
        request.merged.map((each) => ({ ...each, task: taskId(each.task) })),
        request.evidence,
      );
    case 'conflicted':
      return decideConflict(state, mergeOf(request), request, nextBlocker(state));
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
    case 'reverted':
      return decideRevert(state, { ...request, task: taskId(request.task) });
    case 'resultMerged': {
      const { verb: _, ...deed } = request;
      return decideResult(state, deed);
    }
    case 'reserve':
    case 'settle':
    case 'reportCost':
    case 'unreserve':
    case 'setBudget':
    case 'leaveHalted':
    case 'providerRefused':
    case 'resetBreaker':
      return decideGovernor(state, request, now);
  }
}

/** The next sequence is used once only, so it makes a name that nobody else has. */
export function nextBlocker(state: SwarmState): BlockerId {
  return blockerId(`B${state.sequence + 1}`);
}

/** The tasks that a session holds a claim on. */
export function claimsOf(state: SwarmState, session: string): readonly TaskId[] {
  return [...(state.sessions.get(sessionId(session))?.claims ?? [])];
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

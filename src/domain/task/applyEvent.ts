import { askForHelp, blockerOf, closeBlocker, leaveConflicts, openBlocker, openConflict } from './applyBlocker.ts';
import { applyGuardFact, refreshGates } from '../guard/applyGuardFact.ts';
import { forgetApproval, rejectionOf } from '../guard/needsApproval.ts';
import { domainOf } from '../governor/match.ts';
import { blankRecord } from '../governor/trackRecord.ts';
import { applyGovernor } from './applyGovernor.ts';
import { applyRecord } from './applyRecord.ts';
import { applyWatch } from './applyWatch.ts';
import { DeliverableIndex } from './deliverableIndex.ts';
import type { SwarmEvent } from './event.ts';
import { defaultPolicy, type Policy, type SessionSpec } from './plan.ts';
import { refreshReady } from './readiness.ts';
import { ReadyQueue } from './readyQueue.ts';
import { applyResult } from './result.ts';
import type { SessionState, SwarmState } from './swarmState.ts';
import {
  endClaim,
  finishTask,
  holderOf,
  moveTo,
  ownerOf,
  planTask,
  releaseDependents,
  reopenCompleted,
  sessionOf,
  taskOf,
} from './taskIndexes.ts';

/**
 * Folds one fact into the state. `at` is when it happened (ms since epoch), `sequence` its place in the ledger.
 * Facts are never refused here: decisions check, this only follows. A fact about something unknown throws, because then
 * the ledger is not the one this state was built from.
 */
export function applyEvent(state: SwarmState, event: SwarmEvent, at: number, sequence: number): void {
  state.sequence = sequence;
  applyGovernor(state, event, at);
  applyRecord(state, event, at);
  applyWatch(state, event, at);
  switch (event.type) {
    case 'swarm.opened':
      state.opened = true;
      state.name = event.name;
      state.integrationBranch = event.integrationBranch;
      adoptPolicy(state, event.policy);
      return;
    case 'policy.changed':
      adoptPolicy(state, event.policy);
      return;
    case 'swarm.paused':
      state.paused = true;
      return;
    case 'swarm.resumed':
      state.paused = false;
      return;
    case 'session.planned':
      planSession(state, event.session);
      return;
    case 'session.withdrawn':
      sessionOf(state, event.session).withdrawn = true;
      leaveConflicts(state, event.session);
      return;
    case 'session.joined':
      sessionOf(state, event.session).joined = { provider: event.provider, sandbox: event.sandbox };
      return;
    case 'task.planned':
      planTask(state, event.task, at);
      return;
    case 'task.claimed': {
      const task = taskOf(state, event.task);
      task.epoch = event.epoch;
      task.claimSequence = sequence;
      moveTo(state, task, { stage: 'claimed', by: event.session, since: at, agent: event.agent });
      sessionOf(state, event.session).claims.add(event.task);
      refreshReady(state, task);
      return;
    }
    case 'task.progressed':
    case 'task.stalled':
    case 'recovery.started':
    case 'recovery.escalated':
    case 'budget.reserved':
    case 'budget.settled':
    case 'budget.released':
    case 'budget.halted':
    case 'budget.set':
    case 'budget.left':
    case 'budget.day-began':
    case 'provider.refused':
    case 'breaker.revived':
    case 'autonomy.changed':
    case 'model.proven':
    case 'witness.key-rotated':
      return;
    case 'task.released': {
      const task = taskOf(state, event.task);
      // Its merge may have happened already, unheard.
      if (task.progress.stage === 'submitted') task.doneBefore = true;
      endClaim(state, task);
      if (event.reason === 'runner-died') ownerOf(state, task)?.suspects.add(event.task);
      return;
    }
    case 'task.submitted': {
      const task = taskOf(state, event.task);
      const by = holderOf(task);
      if (task.progress.stage === 'claimed') task.workedMs = Math.max(0, at - task.progress.since);
      const { commit, evidence, checked = false } = event;
      moveTo(state, task, { stage: 'submitted', by, commit, evidence, order: sequence, checked });
      sessionOf(state, by).claims.delete(event.task);
      ownerOf(state, task)?.suspects.delete(event.task);
      state.submitted.add(event.task);
      state.integration.recorded.add(event.commit);
      return;
    }
    case 'task.completed': {
      const task = taskOf(state, event.task);
      const by = holderOf(task);
      endClaim(state, task);
      moveTo(state, task, { stage: 'completed', by, merge: event.merge, at, evidence: event.evidence });
      task.lastFailure = undefined;
      finishTask(state, task);
      releaseDependents(state, event.task);
      accountFor(state, [event.merge], event.merge, sequence);
      return;
    }
    case 'task.failed': {
      const task = taskOf(state, event.task);
      // Before it is ready again: how often it has failed decides which agents may take it.
      task.failures += 1;
      endClaim(state, task);
      task.lastFailure = event.reason;
      if (!event.final) return;
      moveTo(state, task, { stage: 'failed', reason: event.reason });
      refreshReady(state, task);
      return;
    }
    case 'task.reopened': {
      const task = taskOf(state, event.task);
      task.failures = 0;
      if (task.progress.stage === 'completed' || rejectionOf(state, task)) forgetApproval(state, task);
      if (task.progress.stage === 'completed') {
        reopenCompleted(state, task);
        return;
      }
      moveTo(state, task, { stage: 'open' });
      refreshReady(state, task);
      return;
    }
    case 'task.reverted':
      // What it did is gone, so that changing nothing confirms nothing.
      taskOf(state, event.task).doneBefore = false;
      accountFor(state, [event.commit], event.commit, sequence);
      return;
    case 'task.withdrawn': {
      const task = taskOf(state, event.task);
      forgetApproval(state, task);
      moveTo(state, task, { stage: 'cancelled' });
      finishTask(state, task);
      // What waited for it must not wait for ever: a plan that drops a prerequisite drops the wait with it.
      releaseDependents(state, event.task);
      return;
    }
    case 'blocker.reported':
      openBlocker(state, event, at);
      endClaim(state, taskOf(state, event.task));
      return;
    case 'merge.conflicted':
      openConflict(state, event, at);
      return;
    case 'help.requested':
      askForHelp(state, event, at);
      return;
    case 'help.offered':
      blockerOf(state, event.blocker).offers.set(event.session, { match: event.match, note: event.note });
      return;
    case 'rescue.started': {
      planTask(state, event.task, at);
      const blocker = blockerOf(state, event.blocker);
      blocker.helpers.set(event.helper, event.task.id);
      blocker.offers.delete(event.helper);
      return;
    }
    case 'blocker.cleared': {
      const { task } = closeBlocker(state, event, at);
      refreshReady(state, taskOf(state, task));
      return;
    }
    case 'integration.began':
      accountFor(state, [], event.head, sequence);
      return;
    case 'integration.accepted':
      accountFor(state, event.commits, event.head, sequence);
      return;
    case 'result.merged':
    case 'result.undone':
      applyResult(state, event);
      return;
    default:
      applyGuardFact(state, event, { at, sequence });
  }
}

/** A ledger may be older than a limit. */
function adoptPolicy(state: SwarmState, policy: Policy): void {
  state.policy = { ...defaultPolicy, ...policy };
  refreshGates(state);
}

/** The integration branch is at `head` by the ledger from here on. */
function accountFor({ integration }: SwarmState, commits: readonly string[], head: string, sequence: number): void {
  integration.head = head;
  integration.heads.add(head);
  integration.since = sequence;
  for (const commit of commits) integration.recorded.add(commit);
}

function planSession(state: SwarmState, spec: SessionSpec): void {
  const known = state.sessions.get(spec.id);
  if (known) {
    known.spec = spec;
    known.domains = new Set(spec.capabilities.map(domainOf));
    known.withdrawn = false;
    return;
  }
  const session: SessionState = {
    spec,
    withdrawn: false,
    joined: undefined,
    claims: new Set(),
    ready: new ReadyQueue(),
    idle: new ReadyQueue(),
    inWork: new Set(),
    suspects: new Set(),
    deliverables: new DeliverableIndex(),
    open: new Set(),
    openByPhase: new Map(),
    domains: new Set(spec.capabilities.map(domainOf)),
    costPerHour: 0,
    record: blankRecord,
    level: state.policy.probation ? 'limited' : 'full',
  };
  state.sessions.set(spec.id, session);
}

import { assertNever } from '../../base/assertNever.ts';
import { applyGovernor } from './applyGovernor.ts';
import type { SwarmEvent } from './event.ts';
import type { SessionId, TaskId } from './ids.ts';
import { defaultPolicy, type SessionSpec, type TaskSpec } from './plan.ts';
import { currentPhase, refreshReady, setReady } from './readiness.ts';
import { ReadyQueue } from './readyQueue.ts';
import type { SessionState, SwarmState } from './swarmState.ts';
import type { TaskProgress, TaskState } from './taskState.ts';

/**
 * Folds one fact into the state. `at` is when it happened (ms since epoch), `sequence` its place in the ledger.
 * Facts are never refused here: decisions check, this only follows. A fact about something unknown throws, because then
 * the ledger is not the one this state was built from.
 */
export function applyEvent(state: SwarmState, event: SwarmEvent, at: number, sequence: number): void {
  state.sequence = sequence;
  applyGovernor(state, event, at);
  switch (event.type) {
    case 'swarm.opened':
      state.opened = true;
      state.name = event.name;
      state.integrationBranch = event.integrationBranch;
      // A ledger of an earlier version says less.
      state.policy = { ...defaultPolicy, ...event.policy };
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
      moveTo(state, task, { stage: 'claimed', by: event.session, since: at });
      sessionOf(state, event.session).claims.add(event.task);
      refreshReady(state, task);
      return;
    }
    case 'task.progressed':
    case 'budget.reserved':
    case 'budget.settled':
    case 'budget.released':
    case 'budget.halted':
    case 'budget.set':
    case 'budget.day-began':
    case 'provider.refused':
    case 'breaker.revived':
    case 'witness.key-rotated':
      return;
    case 'task.released':
      endClaim(state, taskOf(state, event.task));
      return;
    case 'task.submitted': {
      const task = taskOf(state, event.task);
      const by = holderOf(task);
      moveTo(state, task, { stage: 'submitted', by, commit: event.commit, evidence: event.evidence, order: sequence });
      sessionOf(state, by).claims.delete(event.task);
      state.submitted.add(event.task);
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
      return;
    }
    case 'task.failed': {
      const task = taskOf(state, event.task);
      endClaim(state, task);
      task.failures += 1;
      task.lastFailure = event.reason;
      if (!event.final) return;
      moveTo(state, task, { stage: 'failed', reason: event.reason });
      refreshReady(state, task);
      return;
    }
    case 'task.reopened': {
      const task = taskOf(state, event.task);
      task.failures = 0;
      moveTo(state, task, { stage: 'open' });
      refreshReady(state, task);
      return;
    }
    case 'task.withdrawn': {
      const task = taskOf(state, event.task);
      moveTo(state, task, { stage: 'cancelled' });
      finishTask(state, task);
      // What waited for it must not wait for ever: a plan that drops a prerequisite drops the wait with it.
      releaseDependents(state, event.task);
      return;
    }
    case 'blocker.reported': {
      const task = taskOf(state, event.task);
      state.blockers.set(event.blocker, {
        id: event.blocker,
        task: event.task,
        session: event.session,
        reason: event.reason,
        needs: event.needs,
        since: at,
        helpers: new Map(),
        cleared: undefined,
      });
      state.openBlockers.add(event.blocker);
      task.blockers.add(event.blocker);
      endClaim(state, task);
      return;
    }
    case 'rescue.started': {
      planTask(state, event.task, at);
      state.blockers.get(event.blocker)?.helpers.set(event.helper, event.task.id);
      return;
    }
    case 'blocker.cleared': {
      const blocker = state.blockers.get(event.blocker);
      if (!blocker) throw new Error(`the ledger clears an unknown blocker ${event.blocker}`);
      blocker.cleared = { by: event.by, at };
      state.openBlockers.delete(event.blocker);
      const task = taskOf(state, blocker.task);
      task.blockers.delete(event.blocker);
      refreshReady(state, task);
      return;
    }
    default:
      assertNever(event);
  }
}

function planSession(state: SwarmState, spec: SessionSpec): void {
  const known = state.sessions.get(spec.id);
  if (known) {
    known.spec = spec;
    known.withdrawn = false;
    return;
  }
  const session: SessionState = {
    spec,
    withdrawn: false,
    joined: undefined,
    claims: new Set(),
    ready: new ReadyQueue(),
    open: new Set(),
    openByPhase: new Map(),
  };
  state.sessions.set(spec.id, session);
}

function planTask(state: SwarmState, spec: TaskSpec, at: number): void {
  const known = state.tasks.get(spec.id);
  if (known) forgetTask(state, known);
  const task: TaskState = {
    spec,
    epoch: known?.epoch ?? 0,
    progress: { stage: 'open' },
    failures: 0,
    lastFailure: undefined,
    claimSequence: 0,
    openDependencies: new Set(),
    blockers: known?.blockers ?? new Set(),
    plannedAt: at,
  };
  state.tasks.set(spec.id, task);
  state.unfinished += 1;
  for (const prerequisite of spec.dependsOn) {
    getOrCreate(state.dependents, prerequisite, () => new Set<TaskId>()).add(spec.id);
    if (state.tasks.get(prerequisite)?.progress.stage !== 'completed') task.openDependencies.add(prerequisite);
  }
  if (spec.session !== undefined) {
    const { session, phase } = spec;
    sessionOf(state, session).open.add(spec.id);
    if (phase !== undefined)
      changePhases(state, session, (open) => getOrCreate(open, phase, () => new Set<TaskId>()).add(spec.id));
  }
  refreshReady(state, task);
}

/** Takes an earlier version of a task out of every index, so that the new version can be put in. */
function forgetTask(state: SwarmState, task: TaskState): void {
  const { id, session, phase, dependsOn } = task.spec;
  if (isUnfinished(task.progress)) state.unfinished -= 1;
  for (const prerequisite of dependsOn) state.dependents.get(prerequisite)?.delete(id);
  setReady(state, task, false);
  state.failed.delete(id);
  if (session === undefined) return;
  sessionOf(state, session).open.delete(id);
  // The task may go to another phase or session: what it kept shut there is open then.
  if (phase !== undefined) changePhases(state, session, (open) => open.get(phase)?.delete(id));
}

function endClaim(state: SwarmState, task: TaskState): void {
  const { progress } = task;
  if (progress.stage === 'claimed') sessionOf(state, progress.by).claims.delete(task.spec.id);
  state.submitted.delete(task.spec.id);
  moveTo(state, task, { stage: 'open' });
  refreshReady(state, task);
}

/** Changes where a task stands, and with it the count of those that still have to be done and the index of those that failed. */
function moveTo(state: SwarmState, task: TaskState, progress: TaskProgress): void {
  state.unfinished += Number(isUnfinished(progress)) - Number(isUnfinished(task.progress));
  task.progress = progress;
  if (progress.stage === 'failed') state.failed.add(task.spec.id);
  else state.failed.delete(task.spec.id);
}

function isUnfinished({ stage }: TaskProgress): boolean {
  return stage === 'open' || stage === 'claimed' || stage === 'submitted';
}

function finishTask(state: SwarmState, task: TaskState): void {
  refreshReady(state, task);
  const { session, phase, id } = task.spec;
  if (session === undefined) return;
  sessionOf(state, session).open.delete(id);
  if (phase !== undefined) changePhases(state, session, (open) => open.get(phase)?.delete(id));
}

function releaseDependents(state: SwarmState, id: TaskId): void {
  for (const dependent of state.dependents.get(id) ?? []) {
    const task = state.tasks.get(dependent);
    if (!task) continue;
    task.openDependencies.delete(id);
    refreshReady(state, task);
  }
}

/** Changes which tasks of the session's phases are open; when that opens or shuts a gate, the readiness of all of them is derived anew. */
function changePhases(
  state: SwarmState,
  id: SessionId,
  change: (openByPhase: Map<number, Set<TaskId>>) => unknown,
): void {
  const { openByPhase } = sessionOf(state, id);
  const before = currentPhase(state, id);
  change(openByPhase);
  if (currentPhase(state, id) === before) return;
  for (const tasks of openByPhase.values()) {
    for (const open of tasks) {
      const task = state.tasks.get(open);
      if (task) refreshReady(state, task);
    }
  }
}

function holderOf(task: TaskState): SessionId {
  const { progress } = task;
  if (progress.stage === 'claimed' || progress.stage === 'submitted') return progress.by;
  throw new Error(`the ledger moves task ${task.spec.id} on, but nobody holds it`);
}

function taskOf(state: SwarmState, id: TaskId): TaskState {
  const task = state.tasks.get(id);
  if (!task) throw new Error(`the ledger speaks of an unknown task ${id}`);
  return task;
}

function sessionOf(state: SwarmState, id: SessionId): SessionState {
  const session = state.sessions.get(id);
  if (!session) throw new Error(`the ledger speaks of an unknown session ${id}`);
  return session;
}

function getOrCreate<Key, Value>(map: Map<Key, Value>, key: Key, create: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const created = create();
  map.set(key, created);
  return created;
}

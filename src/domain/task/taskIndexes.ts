import { forgetMerge } from '../guard/mergeApproval.ts';
import { forgetApproval } from '../guard/needsApproval.ts';
import { commandsOf } from './taskCommands.ts';
import type { SessionId, TaskId } from './ids.ts';
import type { TaskSpec } from './plan.ts';
import { currentPhase, noteWork, refreshReady, setReady } from './readiness.ts';
import type { SessionState, SwarmState } from './swarmState.ts';
import type { TaskProgress, TaskState } from './taskState.ts';

/** Puts a task into the state, in the place of an earlier version of it. */
export function planTask(state: SwarmState, spec: TaskSpec, at: number): void {
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
    blockersSeen: 0,
    doneBefore: known?.doneBefore ?? false,
    outdated: new Set(),
    approval: undefined,
    mergeApproval: undefined,
    conflict: undefined,
    solver: undefined,
    workedMs: 0,
    commands: commandsOf(spec),
    ladder: [],
    handOver: undefined,
    recovery: undefined,
    plannedAt: at,
  };
  state.tasks.set(spec.id, task);
  if (counts(spec)) state.unfinished += 1;
  for (const prerequisite of spec.dependsOn) {
    getOrCreate(state.dependents, prerequisite, () => new Set<TaskId>()).add(spec.id);
    if (state.tasks.get(prerequisite)?.progress.stage !== 'completed') task.openDependencies.add(prerequisite);
  }
  expectTask(state, task);
  if (spec.session !== undefined) sessionOf(state, spec.session).deliverables.add(spec);
  refreshReady(state, task);
}

/** Takes an earlier version of a task out of every index, so that the new version can be put in. */
function forgetTask(state: SwarmState, task: TaskState): void {
  const { id, session, phase, dependsOn } = task.spec;
  if (isUnfinished(task)) state.unfinished -= 1;
  noteWork(state, task, false);
  for (const prerequisite of dependsOn) state.dependents.get(prerequisite)?.delete(id);
  setReady(state, task, false);
  forgetApproval(state, task);
  forgetMerge(state, task);
  state.failed.delete(id);
  if (session === undefined) return;
  sessionOf(state, session).open.delete(id);
  sessionOf(state, session).deliverables.delete(task.spec);
  sessionOf(state, session).suspects.delete(id);
  // The task may go to another phase or session: what it kept shut there is open then.
  if (phase !== undefined) changePhases(state, session, (open) => open.get(phase)?.delete(id));
}

/** Opens a task whose claim or submission has ended. */
export function endClaim(state: SwarmState, task: TaskState): void {
  const { progress } = task;
  if (progress.stage === 'claimed') sessionOf(state, progress.by).claims.delete(task.spec.id);
  ownerOf(state, task)?.suspects.delete(task.spec.id);
  state.submitted.delete(task.spec.id);
  moveTo(state, task, { stage: 'open' });
  refreshReady(state, task);
}

/** Changes where a task stands, and with it the count of those that still have to be done, the index of those that failed, and what else may begin. */
export function moveTo(state: SwarmState, task: TaskState, progress: TaskProgress): void {
  const before = Number(isUnfinished(task));
  if (task.progress.stage === 'submitted') forgetMerge(state, task);
  task.progress = progress;
  state.unfinished += Number(isUnfinished(task)) - before;
  if (progress.stage === 'failed' && counts(task.spec)) state.failed.add(task.spec.id);
  else state.failed.delete(task.spec.id);
  noteWork(state, task, progress.stage === 'claimed' || progress.stage === 'submitted');
}

function isUnfinished({ spec, progress: { stage } }: TaskState): boolean {
  return counts(spec) && (stage === 'open' || stage === 'claimed' || stage === 'submitted');
}

/** Whether the swarm has to wait for the task: spare-time work holds up nothing. */
function counts({ idle }: TaskSpec): boolean {
  return idle === undefined;
}

/** Puts a task among those that its session still has to do. */
function expectTask(state: SwarmState, { spec }: TaskState): void {
  const { session, phase, id } = spec;
  if (session === undefined || !counts(spec)) return;
  sessionOf(state, session).open.add(id);
  if (phase !== undefined)
    changePhases(state, session, (open) => getOrCreate(open, phase, () => new Set<TaskId>()).add(id));
}

/** Opens a completed task again: what waits for it waits once more, and what was built on its first version is marked. */
export function reopenCompleted(state: SwarmState, task: TaskState): void {
  moveTo(state, task, { stage: 'open' });
  task.doneBefore = true;
  task.outdated.clear();
  expectTask(state, task);
  refreshReady(state, task);
  for (const id of state.dependents.get(task.spec.id) ?? []) {
    const dependent = state.tasks.get(id);
    if (!dependent) continue;
    if (dependent.progress.stage === 'completed') dependent.outdated.add(task.spec.id);
    dependent.openDependencies.add(task.spec.id);
    refreshReady(state, dependent);
  }
}

/** Takes a task that is done or withdrawn out of what its session still has to do. */
export function finishTask(state: SwarmState, task: TaskState): void {
  refreshReady(state, task);
  const { session, phase, id } = task.spec;
  if (session === undefined) return;
  sessionOf(state, session).open.delete(id);
  if (phase !== undefined) changePhases(state, session, (open) => open.get(phase)?.delete(id));
}

/** Frees those who wait for a task that is done or withdrawn. */
export function releaseDependents(state: SwarmState, id: TaskId): void {
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

/** Who holds or has submitted the task; throws when nobody does. */
export function holderOf(task: TaskState): SessionId {
  const { progress } = task;
  if (progress.stage === 'claimed' || progress.stage === 'submitted') return progress.by;
  throw new Error(`the ledger moves task ${task.spec.id} on, but nobody holds it`);
}

/** The session whose plan the task is of; undefined for one that belongs to nobody. */
export function ownerOf(state: SwarmState, { spec }: TaskState): SessionState | undefined {
  return spec.session === undefined ? undefined : state.sessions.get(spec.session);
}

/** The task of that id; throws when the ledger has never planned it. */
export function taskOf(state: SwarmState, id: TaskId): TaskState {
  const task = state.tasks.get(id);
  if (!task) throw new Error(`the ledger speaks of an unknown task ${id}`);
  return task;
}

/** The session of that id; throws when the ledger has never planned it. */
export function sessionOf(state: SwarmState, id: SessionId): SessionState {
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

import { refreshUnasked, shutGates } from '../guard/needsApproval.ts';
import { queuedCost } from './affordability.ts';
import { sharedFile } from './deliverableIndex.ts';
import { shutCommand } from './taskCommands.ts';
import type { SessionId, TaskId } from './ids.ts';
import { isApproved } from './reviewHold.ts';
import { isGiven } from './ownWork.ts';
import type { ReadyQueue } from './readyQueue.ts';
import type { Beside } from './refusal.ts';
import type { SessionState, SwarmState } from './swarmState.ts';
import { ownerOf, type TaskState } from './taskState.ts';

/** A session with an empty queue may take work from one that has more ready tasks than this. */
export const stealThreshold = 5;

/** The lowest phase of `session` that has unfinished tasks; undefined when all its phases are done. */
export function currentPhase(state: SwarmState, session: SessionId): number | undefined {
  let lowest: number | undefined;
  for (const [phase, open] of state.sessions.get(session)?.openByPhase ?? []) {
    if (open.size > 0 && (lowest === undefined || phase < lowest)) lowest = phase;
  }
  return lowest;
}

/** The unfinished tasks of earlier phases of the task's own session: while there are any, its phase gate is shut. */
export function gatingTasks(state: SwarmState, task: TaskState): readonly TaskId[] {
  const { session, phase } = task.spec;
  if (session === undefined || phase === undefined) return [];
  const gating: TaskId[] = [];
  for (const [earlier, open] of state.sessions.get(session)?.openByPhase ?? []) {
    if (earlier < phase) for (const id of open) gating.push(id);
  }
  return gating;
}

/** Whether the task's phase gate is shut. */
export function isGated(state: SwarmState, task: TaskState): boolean {
  const { session, phase } = task.spec;
  if (session === undefined || phase === undefined) return false;
  const current = currentPhase(state, session);
  return current !== undefined && current < phase;
}

/** Whether a prerequisite, a blocker, the phase gate, a missing approval or a command that does not work keeps the task from being claimed by anybody. */
export function isHeldBack(state: SwarmState, task: TaskState): boolean {
  return waitsForWork(state, task) || shutGates(state, task).length > 0 || shutCommand(state, task) !== undefined;
}

/** Whether other work keeps the task: a prerequisite, a blocker, the phase gate, or one that writes the same file. */
export function waitsForWork(state: SwarmState, task: TaskState): boolean {
  if (task.openDependencies.size > 0 || task.blockers.size > 0) return true;
  return isGated(state, task) || findBeside(state, task) !== undefined;
}

/** The task of the same session's plan that is in work or waits to be merged, and writes a file that this one writes, too: it begins with what that one has made of it. */
export function findBeside(state: SwarmState, { spec }: TaskState): Beside | undefined {
  if (spec.session === undefined || spec.files.length === 0) return undefined;
  for (const id of state.sessions.get(spec.session)?.inWork ?? []) {
    const file = id === spec.id ? undefined : sharedFile(spec.files, state.tasks.get(id)?.spec.files ?? []);
    if (file !== undefined) return { task: id, file };
  }
  return undefined;
}

/** Notes whether somebody works on the task; those that write the same files are held back meanwhile. */
export function noteWork(state: SwarmState, { spec }: TaskState, isInWork: boolean): void {
  const owner = spec.session === undefined ? undefined : state.sessions.get(spec.session);
  if (!owner || owner.inWork.has(spec.id) === isInWork) return;
  if (isInWork) owner.inWork.add(spec.id);
  else owner.inWork.delete(spec.id);
  if (spec.files.length === 0) return;
  for (const id of owner.deliverables.besides(spec)) {
    const other = state.tasks.get(id);
    if (other) refreshReady(state, other);
  }
}

/** Puts the task into or takes it out of the queues of ready tasks that it belongs to. */
export function refreshReady(state: SwarmState, task: TaskState): void {
  const free = task.progress.stage === 'open' && !waitsForWork(state, task);
  const gated = free && shutGates(state, task).length > 0;
  setReady(state, task, free && !gated && shutCommand(state, task) === undefined);
  refreshUnasked(state, task, gated);
}

/** Puts the task into the queues of ready tasks, or takes it out of them. */
export function setReady(state: SwarmState, task: TaskState, isReady: boolean): void {
  const { id, idle } = task.spec;
  const session = ownerOf(task);
  const owner = session === undefined ? undefined : state.sessions.get(session);
  const queue = queueOf(state, task, owner);
  if (!queue || queue.has(id) === isReady) return;
  if (isReady) queue.add(task, queuedCost(state, task), isApproved(state, task));
  else queue.delete(id);
  if (owner && !idle) refreshStealable(state, owner, task, isReady);
}

/** Where the task stands when it is ready; spare-time work stands apart from what has to be done. */
function queueOf(state: SwarmState, task: TaskState, owner: SessionState | undefined): ReadyQueue | undefined {
  const isUnowned = ownerOf(task) === undefined;
  if (task.spec.idle) return isUnowned ? state.fillers : owner?.idle;
  return isUnowned ? state.readyUnowned : owner?.ready;
}

/** Keeps `stealable` in step with a session's queue that has just won or lost `task`. */
function refreshStealable(state: SwarmState, owner: SessionState, task: TaskState, isReady: boolean): void {
  const { size } = owner.ready;
  if (isReady && size === stealThreshold + 1) for (const id of owner.ready) offer(state, state.tasks.get(id));
  else if (isReady && size > stealThreshold) offer(state, task);
  else if (!isReady) state.stealable.delete(task.spec.id);
  // The queue has just become too short to be stolen from.
  if (!isReady && size === stealThreshold) for (const id of owner.ready) state.stealable.delete(id);
}

/** A help task, or a conflict, is for the session that it was given to. */
function offer(state: SwarmState, task: TaskState | undefined): void {
  if (task && !isGiven(task)) state.stealable.add(task, queuedCost(state, task), isApproved(state, task));
}

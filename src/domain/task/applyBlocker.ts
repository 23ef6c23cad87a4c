import { describeConflict, type MergeConflict } from './conflict.ts';
import type { SwarmEvent } from './event.ts';
import type { BlockerId, SessionId, TaskId } from './ids.ts';
import { refreshReady, setReady } from './readiness.ts';
import type { BlockerState, SwarmState } from './swarmState.ts';
import type { TaskState } from './taskState.ts';

type EventOf<Type extends SwarmEvent['type']> = Extract<SwarmEvent, { readonly type: Type }>;

/** Puts a reported blocker on its task. */
export function openBlocker(state: SwarmState, event: EventOf<'blocker.reported'>, at: number): void {
  const { blocker, task, session, epoch, reason, needs, on } = event;
  const call = undefined;
  add(state, {
    id: blocker,
    task,
    session,
    epoch,
    holds: true,
    on,
    conflict: undefined,
    reason,
    needs,
    call,
    since: at,
  });
  const held = state.tasks.get(task);
  held?.blockers.add(blocker);
  if (held) held.blockersSeen += 1;
}

/** Opens a call for help on a task in work, or says how others may help with a blocker that is open. */
export function askForHelp(state: SwarmState, event: EventOf<'help.requested'>, at: number): void {
  const { blocker, task, session, epoch, reason, needs } = event;
  const known = state.blockers.get(blocker);
  if (known) {
    known.needs = needs;
    known.call = reason;
    return;
  }
  add(state, {
    id: blocker,
    task,
    session,
    epoch,
    holds: false,
    on: undefined,
    conflict: undefined,
    reason,
    needs,
    call: reason,
    since: at,
  });
  const calling = state.tasks.get(task);
  if (calling) calling.blockersSeen += 1;
}

/** Puts a conflict on a task that is open again, or has failed: who is to merge both sides takes it next. */
export function openConflict(state: SwarmState, event: EventOf<'merge.conflicted'>, at: number): void {
  const { blocker, task, session, epoch, files, more, commit, onto, others, solver } = event;
  const conflict: MergeConflict = { files, more, commit, onto, others, solver };
  const reason = describeConflict({ task, session, epoch }, conflict);
  const call = undefined;
  add(state, {
    id: blocker,
    task,
    session,
    epoch,
    holds: false,
    on: undefined,
    conflict,
    reason,
    needs: [],
    call,
    since: at,
  });
  giveTo(state, task, { conflict: blocker, solver });
}

/** Leaves the conflicts that a session was to solve to whoever the tasks belong to. */
export function leaveConflicts(state: SwarmState, session: SessionId): void {
  for (const { spec, conflict, solver } of state.tasks.values())
    if (solver === session) giveTo(state, spec.id, { conflict, solver: undefined });
}

/** Changes whose the task is, and with it the queue that it stands in. */
function giveTo(state: SwarmState, id: TaskId, to: Pick<TaskState, 'conflict' | 'solver'>): void {
  const task = state.tasks.get(id);
  if (!task) return;
  setReady(state, task, false);
  task.conflict = to.conflict;
  task.solver = to.solver;
  refreshReady(state, task);
}

/** Takes a blocker off its task and gives it back; offers to help with it end. */
export function closeBlocker(state: SwarmState, event: EventOf<'blocker.cleared'>, at: number): BlockerState {
  const blocker = blockerOf(state, event.blocker);
  blocker.cleared = { by: event.by, at };
  blocker.offers.clear();
  state.openBlockers.delete(event.blocker);
  const held = state.tasks.get(blocker.task);
  held?.blockers.delete(event.blocker);
  if (held?.conflict === blocker.id) giveTo(state, blocker.task, { conflict: undefined, solver: undefined });
  return blocker;
}

/** Throws for an unknown blocker: then the ledger is not the one that the state was built from. */
export function blockerOf(state: SwarmState, id: BlockerId): BlockerState {
  const blocker = state.blockers.get(id);
  if (!blocker) throw new Error(`the ledger speaks of an unknown blocker ${id}`);
  return blocker;
}

function add(state: SwarmState, blocker: Omit<BlockerState, 'helpers' | 'offers' | 'cleared'>): void {
  state.blockers.set(blocker.id, { ...blocker, helpers: new Map(), offers: new Map(), cleared: undefined });
  state.openBlockers.add(blocker.id);
}

import type { SwarmEvent } from './event.ts';
import type { BlockerId } from './ids.ts';
import type { BlockerState, SwarmState } from './swarmState.ts';

type EventOf<Type extends SwarmEvent['type']> = Extract<SwarmEvent, { readonly type: Type }>;

/** Puts a reported blocker on its task. */
export function openBlocker(state: SwarmState, event: EventOf<'blocker.reported'>, at: number): void {
  const { blocker, task, session, epoch, reason, needs, on } = event;
  const call = undefined;
  add(state, { id: blocker, task, session, epoch, holds: true, on, reason, needs, call, since: at });
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
    reason,
    needs,
    call: reason,
    since: at,
  });
  const calling = state.tasks.get(task);
  if (calling) calling.blockersSeen += 1;
}

/** Takes a blocker off its task and gives it back; offers to help with it end. */
export function closeBlocker(state: SwarmState, event: EventOf<'blocker.cleared'>, at: number): BlockerState {
  const blocker = blockerOf(state, event.blocker);
  blocker.cleared = { by: event.by, at };
  blocker.offers.clear();
  state.openBlockers.delete(event.blocker);
  state.tasks.get(blocker.task)?.blockers.delete(event.blocker);
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

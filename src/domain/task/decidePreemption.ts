import { agentCeiling } from './decideClaim.ts';
import { clearBlocker } from './clearBlocker.ts';
import { nextNeeded } from './idleProtocol.ts';
import type { SwarmEvent } from './event.ts';
import { isOpenHelp } from './helpDuty.ts';
import type { TaskId } from './ids.ts';
import { isHeldBack } from './readiness.ts';
import { isOwnWork } from './ownWork.ts';
import type { SessionState, SwarmState, WaitCycle } from './swarmState.ts';
import type { TaskState } from './taskState.ts';
import { compareDue, dueAt } from './urgency.ts';

/** Breaks a circle: the wait of its oldest blocker ends, so that the task goes on without what it waited for. */
export function preemptWaiter(state: SwarmState, cycle: WaitCycle): readonly SwarmEvent[] {
  const oldest = cycle.blockers.map((id) => state.blockers.get(id)).find((known) => known && !known.cleared);
  return oldest ? clearBlocker(state, oldest, 'preemption') : [];
}

/** The ready help tasks that nobody takes, as the helper that each was given to is busy (true) or not. */
export function waitingHelp(state: SwarmState): ReadonlyMap<TaskId, boolean> {
  const waiting = new Map<TaskId, boolean>();
  for (const id of state.openBlockers) {
    for (const [helper, help] of state.blockers.get(id)?.helpers ?? []) {
      const task = state.tasks.get(help);
      const session = state.sessions.get(helper);
      if (task?.progress.stage !== 'open' || !isOpenHelp(state, help) || isHeldBack(state, task)) continue;
      waiting.set(help, session !== undefined && isBusy(session));
    }
  }
  return waiting;
}

/** Takes the helper's least urgent work away, which is no help itself, when enough of the fleet has nothing to do; its next claim is the help. */
export function preemptHelper(state: SwarmState, help: TaskId): readonly SwarmEvent[] {
  const { preemption } = state.policy;
  const helper = state.tasks.get(help)?.spec.session;
  const session = helper === undefined ? undefined : state.sessions.get(helper);
  if (!preemption || !session || !isBusy(session) || idlePercent(state) < preemption.idleFleetPercent) return [];
  const held = [...session.claims]
    .flatMap((id) => state.tasks.get(id) ?? [])
    .filter(({ spec, progress }) => !isOwnWork(spec) && progress.stage === 'claimed')
    .sort((a, b) => compareDue(dueOf(b), dueOf(a)));
  const [victim] = held;
  return victim ? [{ type: 'task.released', task: victim.spec.id, epoch: victim.epoch, reason: 'preempted' }] : [];
}

/** Share of the sessions, 0 to 100, that work on nothing and could take nothing. */
export function idlePercent(state: SwarmState): number {
  const fleet = [...state.sessions.values()].filter((session) => !session.withdrawn);
  const idle = fleet.filter((session) => isSpare(state, session) && nextNeeded(state, session) === undefined);
  return fleet.length === 0 ? 0 : (100 * idle.length) / fleet.length;
}

/** Whether it works on nothing that the swarm waits for. */
function isSpare(state: SwarmState, session: SessionState): boolean {
  return [...session.claims].every((id) => state.tasks.get(id)?.spec.idle !== undefined);
}

function isBusy(session: SessionState): boolean {
  return session.claims.size >= agentCeiling(session);
}

function dueOf({ spec, plannedAt }: TaskState): Parameters<typeof compareDue>[0] {
  return { id: spec.id, dueAt: dueAt(spec, plannedAt), plannedAt };
}

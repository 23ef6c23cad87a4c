import type { SessionId, TaskId } from './ids.ts';
import type { BlockerState, SwarmState } from './swarmState.ts';

/** Whether somebody is still to do this help task, or does it, or has handed it in. */
export function isOpenHelp(state: SwarmState, task: TaskId): boolean {
  const stage = state.tasks.get(task)?.progress.stage;
  return stage === 'open' || stage === 'claimed' || stage === 'submitted';
}

/** Who helps with the blocker now, with what. */
export function openHelp(state: SwarmState, blocker: BlockerState): readonly (readonly [SessionId, TaskId])[] {
  return [...blocker.helpers].filter(([, task]) => isOpenHelp(state, task));
}

/** The sessions that `session` helps now, those that these help, and so on; itself not counted. None of them may help it: that would be a circle. */
export function helpedBy(state: SwarmState, session: SessionId): ReadonlySet<SessionId> {
  const duties = new Map<SessionId, Set<SessionId>>();
  for (const id of state.openBlockers) {
    const blocker = state.blockers.get(id);
    for (const [helper] of blocker ? openHelp(state, blocker) : []) {
      const helped = duties.get(helper) ?? new Set();
      duties.set(helper, helped.add(blocker?.session ?? helper));
    }
  }
  const reached = new Set<SessionId>();
  const walk = [session];
  for (let at = walk.pop(); at !== undefined; at = walk.pop()) {
    for (const next of duties.get(at) ?? []) {
      if (next === session || reached.has(next)) continue;
      reached.add(next);
      walk.push(next);
    }
  }
  return reached;
}

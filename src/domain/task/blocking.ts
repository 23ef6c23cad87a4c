import { openHelp } from './helpDuty.ts';
import type { SessionId } from './ids.ts';
import type { BlockerState, SwarmState } from './swarmState.ts';

/** The open blockers that wait for `session`: for it by name, or for a task that it holds or that is its own. */
export function blockersOn(state: SwarmState, session: SessionId): readonly BlockerState[] {
  const waiting: BlockerState[] = [];
  for (const id of state.openBlockers) {
    const blocker = state.blockers.get(id);
    if (blocker?.holds && blocker.session !== session && sourceOf(state, blocker) === session) waiting.push(blocker);
  }
  return waiting;
}

/** The session that a blocker waits for; undefined when it names none. */
export function sourceOf(state: SwarmState, { on }: BlockerState): SessionId | undefined {
  if (on?.kind !== 'task') return on?.id;
  const task = state.tasks.get(on.id);
  return task && ('by' in task.progress ? task.progress.by : task.spec.session);
}

/** `You are blocking …`: who waits for `session`, with what, and what others offer; undefined when nobody does. */
export function describeBlocking(state: SwarmState, session: SessionId): string | undefined {
  const waiting = blockersOn(state, session);
  if (waiting.length === 0) return undefined;
  const each = waiting.map((blocker) => {
    const helping = openHelp(state, blocker).map(([helper]) => helper);
    const notes = [
      ...(helping.length > 0 ? [`${helping.join(', ')} is helping`] : []),
      ...(blocker.offers.size > 0 ? [`${[...blocker.offers.keys()].join(', ')} offers to help`] : []),
    ];
    return `${blocker.session} with ${blocker.task}${notes.length > 0 ? ` (${notes.join('; ')})` : ''}`;
  });
  return `${session} is blocking ${each.join(' and ')}.`;
}

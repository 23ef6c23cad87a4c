import { earnedLevel } from '../governor/autonomy.ts';
import type { SwarmEvent } from './event.ts';
import type { SwarmState } from './swarmState.ts';

/** The sessions that have earned another level by what was measured. */
export function decideLevels(state: SwarmState): readonly SwarmEvent[] {
  const changed: SwarmEvent[] = [];
  for (const id of state.misjudged) {
    const session = state.sessions.get(id);
    if (!session) continue;
    const { level: from, record } = session;
    const to = earnedLevel(from, record);
    const reputation = Math.round(record.reputation * 1000);
    if (to !== from) changed.push({ type: 'autonomy.changed', session: id, from, to, reputation });
  }
  return changed;
}

import { earnedLevel } from '../governor/autonomy.ts';
import { newlyProven } from '../governor/modelTrial.ts';
import type { SwarmEvent } from './event.ts';
import type { SwarmState } from './swarmState.ts';

/** The models that are proven by what was verified, in a swarm that puts them on trial. */
export function decideProven({ policy, models }: SwarmState): readonly SwarmEvent[] {
  if (!policy.probation) return [];
  return newlyProven(models).map((model) => ({
    type: 'model.proven',
    model,
    verified: models.verified.get(model) ?? 0,
  }));
}

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

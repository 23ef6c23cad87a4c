import { permitsHolding } from '../guard/decidePermit.ts';
import { describeSubjects, describeWanted, type Permit } from '../guard/permit.ts';
import type { SwarmState } from './swarmState.ts';

/** What a session waits for that wants to run something new, and what would let it. */
export function explainPermit({ id, session, task, wanted, subjects }: Permit): {
  readonly reason: string;
  readonly action: string;
} {
  return {
    reason: `${session} wants to ${describeWanted(wanted)} for ${task}, and ${describeSubjects(subjects)} is new in this swarm.`,
    action: `Let it with \`s2 approve ${id}\`, for the whole swarm, or refuse it with \`s2 reject ${id} --reason <text>\`.`,
  };
}

/** Why a task that somebody holds does not get on: a person has to let through what it wants to run; undefined when that is not so. */
export function whyWaiting(state: SwarmState, task: string): ReturnType<typeof explainPermit> | undefined {
  const [permit] = permitsHolding(state, task);
  return permit && explainPermit(permit);
}

import { matchCapabilities } from '../../../src/domain/governor/match.ts';
import type { SessionState, SwarmState } from '../../../src/domain/task/swarmState.ts';
import type { TaskState } from '../../../src/domain/task/taskState.ts';

/** The tasks that are not done although somebody who is there could do them, now or after others. */
export function unfinishedWork(state: SwarmState): readonly string[] {
  const known = new Map<string, boolean>();
  const canFinish = (task: TaskState): boolean => {
    const { id } = task.spec;
    const answer = known.get(id);
    if (answer !== undefined) return answer;
    known.set(id, false);
    const able = hasTaker(state, task) && task.spec.dependsOn.every(isMet) && gate(state, task).every(canFinish);
    known.set(id, able);
    return able;
  };
  const isMet = (id: TaskState['spec']['id']): boolean => {
    const needed = state.tasks.get(id);
    return needed !== undefined && (isOver(needed) || canFinish(needed));
  };
  return [...state.tasks.values()]
    .filter((task) => !task.spec.idle && !isOver(task) && canFinish(task))
    .map((task) => task.spec.id);
}

function isOver(task: TaskState): boolean {
  return task.progress.stage === 'completed' || task.progress.stage === 'cancelled';
}

function hasTaker(state: SwarmState, task: TaskState): boolean {
  if (task.progress.stage === 'submitted') return true;
  const { session } = task.spec;
  const owner = session === undefined ? [...state.sessions.values()] : [state.sessions.get(session)];
  return owner.some((candidate) => candidate !== undefined && isAble(state, candidate, task));
}

function isAble(state: SwarmState, session: SessionState, task: TaskState): boolean {
  const match = matchCapabilities(session.spec.capabilities, task.spec.capabilities);
  return !session.withdrawn && match >= state.policy.minCapabilityMatch;
}

function gate(state: SwarmState, task: TaskState): readonly TaskState[] {
  const { session, phase } = task.spec;
  if (session === undefined || phase === undefined) return [];
  return [...state.tasks.values()].filter(
    ({ spec, progress }) =>
      spec.session === session &&
      spec.phase !== undefined &&
      spec.phase < phase &&
      progress.stage !== 'completed' &&
      progress.stage !== 'cancelled',
  );
}

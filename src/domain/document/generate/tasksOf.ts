import type { SessionSpec, TaskSpec } from '../../task/plan.ts';
import type { Generation, SessionNow, TaskNow } from './subject.ts';

const untouched: TaskNow = { status: 'pending', owner: null, epoch: 0, failures: 0 };

/** What became of a task; pending while nothing was run. */
export function nowOf({ now }: Generation, task: TaskSpec): TaskNow {
  return now?.tasks.get(task.id) ?? untouched;
}

/** What a session does; waiting while nothing was run. */
export function sessionNow({ now }: Generation, session: SessionSpec): SessionNow {
  return now?.sessions.get(session.id) ?? { state: 'waiting', working: [] };
}

/** The tasks that have to be done, without those for spare time, in the order of the plan. */
export function plannedTasks({ plan }: Generation): readonly TaskSpec[] {
  return plan.tasks.filter(({ idle }) => !idle);
}

/** The planned tasks of a session. */
export function tasksOf(generation: Generation, session: SessionSpec): readonly TaskSpec[] {
  return plannedTasks(generation).filter((task) => task.session === session.id);
}

/** The phases that tasks name, lowest first. */
export function phasesOf(tasks: readonly TaskSpec[]): readonly number[] {
  return [...new Set(tasks.flatMap(({ phase }) => phase ?? []))].sort((a, b) => a - b);
}

/** The documents that state the tasks, in order of their first task. */
export function sourcesOf(tasks: readonly TaskSpec[]): readonly string[] {
  return [...new Set(tasks.map(({ source }) => source.file))];
}

/** `3 of 5` and, when there are any, how many failed. */
export function countDone(generation: Generation, tasks: readonly TaskSpec[]): string {
  const count = (status: string): number => tasks.filter((task) => nowOf(generation, task).status === status).length;
  const failed = count('failed');
  return `${count('completed')} of ${tasks.length}${failed > 0 ? `, ${failed} failed` : ''}`;
}

/** The commit that brought the last of the tasks into the integration branch. */
export function lastMerge(generation: Generation, tasks: readonly TaskSpec[]): string | undefined {
  let last: TaskNow | undefined;
  for (const task of tasks) {
    const now = nowOf(generation, task);
    if (now.merge !== undefined && (now.completedAt ?? 0) >= (last?.completedAt ?? 0)) last = now;
  }
  return last?.merge;
}

/** The one word of a status document for a set of tasks. */
export function stateOfTasks(
  generation: Generation,
  tasks: readonly TaskSpec[],
): 'waiting' | 'working' | 'blocked' | 'error' | 'completed' {
  const all = tasks.map((task) => nowOf(generation, task).status);
  if (all.length > 0 && all.every((status) => status === 'completed')) return 'completed';
  if (all.some((status) => status === 'claimed' || status === 'verifying')) return 'working';
  if (tasks.some((task) => blockersOn(generation, task).length > 0)) return 'blocked';
  return all.includes('failed') ? 'error' : 'waiting';
}

/** The open blockers on a task. */
export function blockersOn({ now }: Generation, task: TaskSpec): NonNullable<Generation['now']>['blockers'] {
  return now?.blockers.filter((blocker) => blocker.task === task.id) ?? [];
}

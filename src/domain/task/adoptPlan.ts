import type { SwarmEvent } from './event.ts';
import { isOwnWork } from './ownWork.ts';
import type { SessionSpec, SwarmPlan, TaskSpec } from './plan.ts';
import { clearBlocker, withdrawHelp } from './clearBlocker.ts';
import type { SwarmState } from './swarmState.ts';
import type { TaskState } from './taskState.ts';

/**
 * Decides which facts bring a ledger up to a plan: what is new or changed is planned, what is gone is withdrawn.
 * Work that is completed or in somebody's hands is left as it is, and help tasks belong to their blocker, not to the plan.
 * `same` compares two plain values by content.
 */
export function adoptPlan(
  state: SwarmState,
  plan: SwarmPlan,
  same: (a: unknown, b: unknown) => boolean,
): readonly SwarmEvent[] {
  const cleared = clearOutdated(state, plan, same);
  return [
    ...openSwarm(state, plan, same),
    ...adoptSessions(state, plan.sessions, same),
    ...cleared,
    ...adoptTasks(state, plan.tasks, same),
    ...withdrawMissing(state, plan, cleared),
  ];
}

/** A blocker is about the task as it was planned: a task that is changed or dropped takes its blockers along. */
function clearOutdated(
  state: SwarmState,
  plan: SwarmPlan,
  same: (a: unknown, b: unknown) => boolean,
): readonly SwarmEvent[] {
  const planned = new Map(plan.tasks.map((task) => [task.id, task]));
  return [...state.blockers.values()].flatMap((blocker) => {
    const task = state.tasks.get(blocker.task);
    const wanted = planned.get(blocker.task);
    const outdated =
      task && !isOwnWork(task.spec) && !(wanted && same(withoutSource(task.spec), withoutSource(wanted)));
    return outdated && !blocker.cleared ? clearBlocker(state, blocker, 'plan') : [];
  });
}

/** Completed tasks that the plan now describes otherwise: they stay as they were done. */
export function changedAfterCompletion(
  state: SwarmState,
  plan: SwarmPlan,
  same: (a: unknown, b: unknown) => boolean,
): readonly TaskSpec[] {
  return plan.tasks.filter((task) => {
    const known = state.tasks.get(task.id);
    return known?.progress.stage === 'completed' && !same(withoutSource(known.spec), withoutSource(task));
  });
}

function openSwarm(
  state: SwarmState,
  plan: SwarmPlan,
  same: (a: unknown, b: unknown) => boolean,
): readonly SwarmEvent[] {
  const { name, integrationBranch, policy } = plan;
  const unchanged =
    state.opened && state.name === name && state.integrationBranch === integrationBranch && same(state.policy, policy);
  return unchanged ? [] : [{ type: 'swarm.opened', name, integrationBranch, policy }];
}

function adoptSessions(
  state: SwarmState,
  sessions: readonly SessionSpec[],
  same: (a: unknown, b: unknown) => boolean,
): readonly SwarmEvent[] {
  return sessions
    .filter((session) => {
      const known = state.sessions.get(session.id);
      return !known || known.withdrawn || !same(known.spec, session);
    })
    .map((session) => ({ type: 'session.planned', session }));
}

function adoptTasks(
  state: SwarmState,
  tasks: readonly TaskSpec[],
  same: (a: unknown, b: unknown) => boolean,
): readonly SwarmEvent[] {
  return tasks
    .filter((task) => {
      const known = state.tasks.get(task.id);
      if (!known) return true;
      if (known.progress.stage === 'cancelled') return true;
      return isFree(known) && !same(withoutSource(known.spec), withoutSource(task));
    })
    .map((task) => ({ type: 'task.planned', task }));
}

/** `before` are the facts ahead of these: help that went with its blocker is not withdrawn once more. */
function withdrawMissing(state: SwarmState, plan: SwarmPlan, before: readonly SwarmEvent[]): readonly SwarmEvent[] {
  const withdrawn = new Set(before.map((event) => (event.type === 'task.withdrawn' ? event.task : undefined)));
  const tasks = new Set(plan.tasks.map((task) => task.id));
  const sessions = new Set(plan.sessions.map((session) => session.id));
  const gone = [...state.tasks.values()].filter(
    (task) => !tasks.has(task.spec.id) && !isOwnWork(task.spec) && isFree(task),
  );
  const left = [...state.sessions.values()].filter((session) => !session.withdrawn && !sessions.has(session.spec.id));
  // Help that was to come from a session that is no longer there is sought elsewhere.
  const stranded = [...state.tasks.values()].filter(
    (task) =>
      isOwnWork(task.spec) &&
      isFree(task) &&
      !withdrawn.has(task.spec.id) &&
      left.some((session) => session.spec.id === task.spec.session),
  );
  return [
    ...gone.map((task) => ({ type: 'task.withdrawn', task: task.spec.id }) as const),
    ...stranded.flatMap((task) => withdrawHelp(state, task.spec.id, 'plan')),
    ...left.map((session) => ({ type: 'session.withdrawn', session: session.spec.id }) as const),
  ];
}

function isFree(task: TaskState): boolean {
  return task.progress.stage === 'open' || task.progress.stage === 'failed';
}

/** A task that only moved within its file is the same task. */
export function withoutSource(task: TaskSpec): Omit<TaskSpec, 'source'> {
  const { source: _, ...rest } = task;
  return rest;
}

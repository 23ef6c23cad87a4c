import { adoptPlan, withoutSource } from './adoptPlan.ts';
import type { SwarmEvent } from './event.ts';
import type { SessionId, TaskId } from './ids.ts';
import { isOwnWork } from './ownWork.ts';
import type { SwarmPlan, TaskSpec } from './plan.ts';
import type { SwarmState } from './swarmState.ts';
import type { TaskState } from './taskState.ts';

/** A change that waits because the task is in somebody's hands, or was done as it was planned before. */
export interface HeldChange {
  readonly task: TaskId;
  /** `gone`: the plan no longer has the task. */
  readonly kind: 'changed' | 'gone';
  readonly stage: 'claimed' | 'submitted' | 'completed';
  /** Who holds or did it. */
  readonly by: SessionId;
}

/** What a plan that changed while the swarm runs comes to. */
export interface PlanStep {
  /** Facts that bring the ledger up to it now. */
  readonly events: readonly SwarmEvent[];
  readonly held: readonly HeldChange[];
  /** What takes effect at the next launch only, in words: sessions, policy, names. */
  readonly later: readonly string[];
}

type Same = (a: unknown, b: unknown) => boolean;

/**
 * Decides what a changed plan changes in a swarm that runs. A task that somebody holds is never changed under them: it stays as it was planned
 * until the claim ends. Sessions were started with their worktrees and tokens, so they, the policy and the branches stay as they were launched, and
 * so do tasks that new sessions are to do.
 */
export function followPlan(state: SwarmState, plan: SwarmPlan, same: Same): PlanStep {
  const sessions = [...state.sessions.values()].filter(({ withdrawn }) => !withdrawn).map(({ spec }) => spec);
  const known = new Set(sessions.map(({ id }) => id));
  const postponed = postponedTasks(state, plan, known);
  const wanted = plan.tasks.flatMap((spec) => (postponed.has(spec.id) ? plannedBefore(state, spec.id) : [spec]));
  const ids = new Set(plan.tasks.map(({ id }) => id));
  const gone = [...state.tasks.values()].filter(
    (task) => !ids.has(task.spec.id) && !isOwnWork(task.spec) && isInHands(task),
  );
  const { name, integrationBranch, policy } = state;
  const kept = wanted.map((spec) => keepInHands(state, spec));
  const held = [
    ...wanted.flatMap((spec) => heldChange(state, spec, same)),
    ...gone.flatMap((task) => holding(task, 'gone')),
  ];
  const tasks = [...kept, ...gone.map(({ spec }) => spec)];
  return {
    events: adoptPlan(state, { name, integrationBranch, policy, sessions, tasks }, same),
    held,
    later: laterChanges(state, plan, same),
  };
}

/** The tasks of sessions that the swarm was launched without, and what would wait for those of them that nobody can do yet. */
function postponedTasks(state: SwarmState, plan: SwarmPlan, sessions: ReadonlySet<SessionId>): ReadonlySet<TaskId> {
  const homeless = plan.tasks.filter(({ session }) => session !== undefined && !sessions.has(session));
  const postponed = new Set(homeless.map(({ id }) => id));
  if (postponed.size === 0) return postponed;
  const waiters = Map.groupBy(
    plan.tasks.flatMap(({ id, dependsOn }) => dependsOn.map((on) => ({ id, on }))),
    ({ on }) => on,
  );
  // A set that grows while it is walked: each task is looked at once.
  for (const id of postponed)
    if (plannedBefore(state, id).length === 0) for (const waiter of waiters.get(id) ?? []) postponed.add(waiter.id);
  return postponed;
}

function plannedBefore(state: SwarmState, id: TaskId): readonly TaskSpec[] {
  const task = state.tasks.get(id);
  return task && task.progress.stage !== 'cancelled' ? [task.spec] : [];
}

/** Whether a fact may have set a held change free: its task is in nobody's hands now. */
export function isSetFree(state: SwarmState, task: TaskId): boolean {
  const stage = state.tasks.get(task)?.progress.stage;
  return stage === 'open' || stage === 'failed';
}

function isInHands({ progress }: TaskState): boolean {
  return progress.stage === 'claimed' || progress.stage === 'submitted';
}

/** The task as it is planned now when it is in hands or done, else as the new plan has it. */
function keepInHands(state: SwarmState, spec: TaskSpec): TaskSpec {
  const known = state.tasks.get(spec.id);
  return known && (isInHands(known) || known.progress.stage === 'completed') ? known.spec : spec;
}

function heldChange(state: SwarmState, spec: TaskSpec, same: Same): readonly HeldChange[] {
  const known = state.tasks.get(spec.id);
  return known && !same(withoutSource(known.spec), withoutSource(spec)) ? holding(known, 'changed') : [];
}

function holding({ spec, progress }: TaskState, kind: HeldChange['kind']): readonly HeldChange[] {
  switch (progress.stage) {
    case 'claimed':
    case 'submitted':
    case 'completed':
      return [{ task: spec.id, kind, stage: progress.stage, by: progress.by }];
    case 'open':
    case 'failed':
    case 'cancelled':
      return [];
  }
}

function laterChanges(state: SwarmState, plan: SwarmPlan, same: Same): readonly string[] {
  const planned = new Map(plan.sessions.map((session) => [session.id, session]));
  const sessions = plan.sessions.flatMap((session) => {
    const known = state.sessions.get(session.id);
    if (!known || known.withdrawn) return [`${session.id} is new`];
    return same(known.spec, session) ? [] : [`${session.id} is described otherwise`];
  });
  const left = [...state.sessions.values()].filter(({ withdrawn, spec }) => !withdrawn && !planned.has(spec.id));
  return [
    ...sessions,
    ...left.map(({ spec }) => `${spec.id} is gone`),
    ...(state.name === plan.name ? [] : ['the name is another']),
    ...(state.integrationBranch === plan.integrationBranch ? [] : ['the integration branch is another']),
    ...(same(state.policy, plan.policy) ? [] : ['the policy is another']),
  ];
}

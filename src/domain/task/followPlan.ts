import { adoptPlan, withoutSource } from './adoptPlan.ts';
import type { SwarmEvent } from './event.ts';
import type { SessionId, TaskId } from './ids.ts';
import { changeLive, followPolicy, relaunchChanges } from './followPolicy.ts';
import { isOwnWork } from './ownWork.ts';
import type { Policy, SwarmPlan, TaskSpec } from './plan.ts';
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
  /** What takes effect at the next launch only, in words: sessions and what they were started with, names, models. */
  readonly later: readonly string[];
}

type Same = (a: unknown, b: unknown) => boolean;

/** What following a plan takes besides the plan. */
export interface Following {
  /** Compares two plain values by content. */
  readonly same: Same;
  /** SHA-256 of the canonical JSON of a policy, hex. */
  readonly hashOf: (policy: Policy) => string;
  /** The models that the agents were started with; undefined when nobody knows. */
  readonly launched?: SwarmPlan['models'];
}

/**
 * Decides what a changed plan changes in a swarm that runs. A task that somebody holds is never changed under them: it stays as it was planned
 * until the claim ends. The policy, and what only the coordinator reads of a session, are in force at once. Sessions were started with their worktrees and
 * tokens, so their number, their agents and the branches stay as they were launched, and so do tasks that new sessions are to do.
 */
export function followPlan(state: SwarmState, plan: SwarmPlan, following: Following): PlanStep {
  const { same, hashOf } = following;
  const planned = new Map(plan.sessions.map((session) => [session.id, session]));
  const sessions = [...state.sessions.values()]
    .filter(({ withdrawn }) => !withdrawn)
    .map(({ spec }) => changeLive(spec, planned.get(spec.id)));
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
    events: [
      ...followPolicy(state, plan.policy, { same, hashOf }),
      ...adoptPlan(state, { name, integrationBranch, policy, sessions, tasks }, same),
    ],
    held,
    later: relaunchChanges(state, plan, { same, launched: following.launched }),
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

import type { TaskId } from './ids.ts';
import type { SwarmPlan, TaskSpec } from './plan.ts';

/** What a plan would take, and whether a swarm is worth it. Hours are working hours, cost is US dollars. */
export interface PlanAnalysis {
  /** The longest chain of tasks that wait for each other, through dependencies and phase gates. */
  readonly criticalPath: readonly TaskId[];
  /** Sum of all estimates: what one agent alone would take. */
  readonly totalHours: number;
  /** Length of the critical path: no swarm is faster. */
  readonly wallClockHours: number;
  readonly cost: number;
  /** Tasks without an estimate; each is counted as one hour. */
  readonly unestimated: number;
  readonly verdict: { readonly recommend: 'swarm' | 'one-agent'; readonly reasons: readonly string[] };
}

const assumedHours = 1;
/** Below this a swarm's coordination costs more than its parallel work saves. */
const worthwhileSpeedup = 1.5;

/** Works out the critical path of a plan without cycles, and whether to run it as a swarm. What is for spare time costs none of it. */
export function analyzePlan(whole: SwarmPlan): PlanAnalysis {
  const plan = { ...whole, tasks: whole.tasks.filter((task) => !task.idle) };
  const criticalPath = longestChain(plan.tasks);
  const byId = new Map(plan.tasks.map((task) => [task.id, task]));
  const totalHours = sum(plan.tasks.map(hoursOf));
  const wallClockHours = sum(criticalPath.map((id) => hoursOf(byId.get(id))));
  const analysis = {
    criticalPath,
    totalHours,
    wallClockHours,
    cost: sum(plan.tasks.map((task) => task.estimate.cost ?? 0)),
    unestimated: plan.tasks.filter((task) => task.estimate.hours === undefined).length,
  };
  return { ...analysis, verdict: judge(plan, analysis) };
}

function judge(plan: SwarmPlan, analysis: Omit<PlanAnalysis, 'verdict'>): PlanAnalysis['verdict'] {
  const speedup = analysis.wallClockHours > 0 ? analysis.totalHours / analysis.wallClockHours : 1;
  const busy = new Set(plan.tasks.map((task) => task.session)).size;
  const reasons = [
    `${plan.tasks.length} tasks in ${busy} sessions take ${round(analysis.totalHours)} h one after the other and at best ${round(analysis.wallClockHours)} h in parallel: ${round(speedup)} times as fast.`,
    `The critical path has ${analysis.criticalPath.length} of ${plan.tasks.length} tasks.`,
  ];
  if (analysis.unestimated > 0)
    reasons.push(`${analysis.unestimated} tasks have no estimate and are counted as ${assumedHours} h each.`);
  const recommend = busy > 1 && speedup >= worthwhileSpeedup ? 'swarm' : 'one-agent';
  if (recommend === 'one-agent') {
    reasons.push(
      busy > 1 ? 'Too little of it can run in parallel to repay the coordination.' : 'Only one session has work.',
    );
  }
  return { recommend, reasons };
}

/** Longest path by hours over dependencies and phase gates, by one pass in topological order. */
function longestChain(tasks: readonly TaskSpec[]): readonly TaskId[] {
  const best = new Map<TaskId, { readonly hours: number; readonly before: TaskId | undefined }>();
  const previous = previousPhases(tasks);
  for (const task of inOrder(tasks, previous)) {
    let longest: { hours: number; before: TaskId | undefined } = { hours: 0, before: undefined };
    for (const before of [...task.dependsOn, ...(previous.get(task.id) ?? [])]) {
      const hours = best.get(before)?.hours ?? 0;
      if (hours > longest.hours) longest = { hours, before };
    }
    best.set(task.id, { hours: longest.hours + hoursOf(task), before: longest.before });
  }
  let end: TaskId | undefined;
  for (const [id, { hours }] of best) if (end === undefined || hours > (best.get(end)?.hours ?? 0)) end = id;
  const chain: TaskId[] = [];
  for (let at = end; at !== undefined; at = best.get(at)?.before) chain.unshift(at);
  return chain;
}

/** For each task the tasks of its session's phase before, which its phase gate waits for. */
function previousPhases(tasks: readonly TaskSpec[]): ReadonlyMap<TaskId, readonly TaskId[]> {
  const bySession = new Map<string, Map<number, TaskSpec[]>>();
  for (const task of tasks) {
    if (task.session === undefined || task.phase === undefined) continue;
    const phases = bySession.get(task.session) ?? new Map<number, TaskSpec[]>();
    bySession.set(task.session, phases.set(task.phase, [...(phases.get(task.phase) ?? []), task]));
  }
  const gates = new Map<TaskId, readonly TaskId[]>();
  for (const phases of bySession.values()) {
    const ordered = [...phases].sort(([a], [b]) => a - b).map(([, members]) => members);
    for (const [at, members] of ordered.entries()) {
      const before = (ordered[at - 1] ?? []).map((task) => task.id);
      for (const task of members) gates.set(task.id, before);
    }
  }
  return gates;
}

/** Tasks so that each comes after what it waits for (Kahn); tasks of a cycle, which no plan has, are left out. */
function inOrder(tasks: readonly TaskSpec[], previous: ReadonlyMap<TaskId, readonly TaskId[]>): readonly TaskSpec[] {
  const byId = new Map(tasks.map((task) => [task.id, task]));
  const waitsFor = new Map(
    tasks.map((task) => [
      task.id,
      new Set([...task.dependsOn, ...(previous.get(task.id) ?? [])].filter((id) => byId.has(id))),
    ]),
  );
  const followers = new Map<TaskId, TaskId[]>();
  for (const [id, before] of waitsFor)
    for (const one of before) followers.set(one, [...(followers.get(one) ?? []), id]);
  const ordered: TaskSpec[] = [];
  const free = tasks.filter((task) => waitsFor.get(task.id)?.size === 0);
  for (let task = free.shift(); task; task = free.shift()) {
    ordered.push(task);
    for (const follower of followers.get(task.id) ?? []) {
      const open = waitsFor.get(follower);
      open?.delete(task.id);
      const spec = byId.get(follower);
      if (open?.size === 0 && spec) free.push(spec);
    }
  }
  return ordered;
}

function hoursOf(task: TaskSpec | undefined): number {
  return task?.estimate.hours ?? assumedHours;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

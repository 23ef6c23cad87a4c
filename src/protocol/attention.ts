import { assertNever } from '../base/assertNever.ts';
import type { SwarmSnapshot, TaskView } from './swarmSnapshot.ts';

/** The groups of the task board, in the order in which a person should look at them. */
export const attentionGroups = ['needs-you', 'blocked', 'working', 'verifying', 'ready', 'waiting', 'done'] as const;
export type Attention = (typeof attentionGroups)[number];

/** Where a task belongs on the board; `needsYou` holds the ids that only a person can move on. */
export function attentionOf(task: TaskView, needsYou: ReadonlySet<string>): Attention {
  // Merged with an earlier version of something: whether it still stands is for a person to say.
  if (task.outdated && needsYou.has(task.id)) return 'needs-you';
  if (task.status === 'completed' || task.status === 'cancelled') return 'done';
  if (needsYou.has(task.id)) return 'needs-you';
  switch (task.status) {
    case 'awaiting-approval':
      return 'needs-you';
    case 'failed':
      return task.idle ? 'waiting' : 'needs-you';
    case 'verifying':
      return 'verifying';
    case 'claimed':
      return task.blocked ? 'blocked' : 'working';
    case 'ready':
      if (task.blocked) return 'blocked';
      // Nobody waits for what is done in spare time.
      return task.idle ? 'waiting' : 'ready';
    case 'pending':
      return task.blocked ? 'blocked' : 'waiting';
    default:
      return assertNever(task.status);
  }
}

/** All tasks by attention; every group is there, empty or not, and tasks keep the snapshot's order. */
export function groupByAttention(snapshot: SwarmSnapshot): ReadonlyMap<Attention, readonly TaskView[]> {
  const needsYou = new Set(snapshot.needsYou.map(({ subject }) => subject));
  const groups = new Map<Attention, TaskView[]>(attentionGroups.map((group) => [group, []]));
  for (const task of snapshot.tasks) groups.get(attentionOf(task, needsYou))?.push(task);
  return groups;
}

/** How many things wait for a person: tasks, and sessions or swarm-wide matters named in `needsYou`. */
export function needsYouCount(snapshot: SwarmSnapshot): number {
  const tasks = groupByAttention(snapshot).get('needs-you') ?? [];
  const known = new Set(snapshot.tasks.map(({ id }) => id));
  return tasks.length + snapshot.needsYou.filter(({ subject }) => !known.has(subject)).length;
}

/** Agents at work: one for each task that is claimed or being verified. */
export function workingCount(snapshot: SwarmSnapshot): number {
  return snapshot.sessions.reduce((sum, { working }) => sum + working.length, 0);
}

/** The tasks of one session by phase, lowest phase first; tasks without a phase come last under null. */
export function groupByPhase(tasks: readonly TaskView[]): ReadonlyMap<number | null, readonly TaskView[]> {
  const phases = new Map<number | null, TaskView[]>();
  for (const task of tasks) {
    const sofar = phases.get(task.phase);
    if (sofar) sofar.push(task);
    else phases.set(task.phase, [task]);
  }
  const rank = (phase: number | null) => phase ?? Infinity;
  return new Map([...phases].sort(([a], [b]) => rank(a) - rank(b)));
}

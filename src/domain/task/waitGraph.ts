import type { WaitTarget } from './event.ts';
import { openHelp } from './helpDuty.ts';
import type { BlockerId, SessionId, TaskId } from './ids.ts';
import { gatingTasks, isGated, waitsForWork } from './readiness.ts';
import type { BlockerState, SwarmState, WaitCycle } from './swarmState.ts';
import type { TaskState } from './taskState.ts';

/** A node of the wait-for graph. A gate stands for the unfinished tasks of earlier phases, so that their tasks need not name each other. */
type Node = WaitTarget | { readonly kind: 'gate'; readonly of: TaskState };

interface Edges {
  readonly node: Node;
  readonly to: readonly string[];
}

/**
 * Those who wait for each other in a circle, by the wait-for graph: a task that stands still waits for its prerequisites, its
 * phase gate and what its blockers are said to wait for; a session waits with the tasks that it reported blockers on; a blocker
 * that says nothing waits for the help that was planned for it. Help that can be given is a way out, and then there is no wait.
 * Every circle holds a blocker with a target, because plans have none.
 */
export function findCycles(state: SwarmState): readonly WaitCycle[] {
  if (state.waits.at !== state.sequence) {
    state.waits.cycles = search(state);
    state.waits.at = state.sequence;
  }
  return state.waits.cycles;
}

/** The circle that the blocker is part of. */
export function cycleOf(state: SwarmState, blocker: BlockerId): WaitCycle | undefined {
  return findCycles(state).find(({ blockers }) => blockers.includes(blocker));
}

/** `A waits for B, which waits for A`. */
export function describeCycle({ members }: WaitCycle): string {
  const [first, ...rest] = [...members, members[0]].map((member) => member?.id);
  return `${first} waits for ${rest.join(', which waits for ')}`;
}

function search(state: SwarmState): readonly WaitCycle[] {
  const roots = [...state.openBlockers]
    .map((id) => state.blockers.get(id))
    .filter((blocker) => blocker !== undefined && blocker.holds && blocker.on !== undefined);
  if (roots.length === 0) return [];
  const graph = stuckPart(reachable(state, roots));
  const cycles: WaitCycle[] = [];
  for (const root of roots) {
    if (!root || cycles.some(({ blockers }) => blockers.includes(root.id))) continue;
    const path = shortestCircle(graph, keyOf({ kind: 'task', id: root.task }));
    if (path) cycles.push(toCycle(state, path));
  }
  return cycles;
}

function reachable(state: SwarmState, roots: readonly (BlockerState | undefined)[]): ReadonlyMap<string, Edges> {
  const bySession = Map.groupBy(
    [...state.openBlockers].flatMap((id) => state.blockers.get(id) ?? []).filter(({ holds }) => holds),
    ({ session }) => session,
  );
  const graph = new Map<string, Edges>();
  const walk: Node[] = roots.flatMap((root) => (root ? [{ kind: 'task', id: root.task } as const] : []));
  for (let node = walk.pop(); node; node = walk.pop()) {
    const key = keyOf(node);
    if (graph.has(key)) continue;
    const next = waitsOf(state, node, bySession);
    graph.set(key, { node, to: next.map(keyOf) });
    walk.push(...next);
  }
  return graph;
}

function waitsOf(
  state: SwarmState,
  node: Node,
  bySession: ReadonlyMap<SessionId, readonly BlockerState[]>,
): readonly Node[] {
  if (node.kind === 'session') return (bySession.get(node.id) ?? []).map(({ task }) => toTask(task));
  if (node.kind === 'gate') return gatingTasks(state, node.of).map(toTask);
  const task = state.tasks.get(node.id);
  if (task?.progress.stage !== 'open') return [];
  return [
    ...[...task.openDependencies].map(toTask),
    ...(isGated(state, task) ? [{ kind: 'gate', of: task } as const] : []),
    ...[...task.blockers].flatMap((id) => waitsOfBlocker(state, state.blockers.get(id))),
  ];
}

function waitsOfBlocker(state: SwarmState, blocker: BlockerState | undefined): readonly Node[] {
  if (!blocker) return [];
  const help = openHelp(state, blocker).map(([, id]) => state.tasks.get(id));
  if (help.some((task) => task && !(task.progress.stage === 'open' && waitsForWork(state, task)))) return [];
  return blocker.on ? [blocker.on] : help.flatMap((task) => (task ? [toTask(task.spec.id)] : []));
}

/** What is left when everything that may end by itself is taken away, and then what waits only for that, and so on. */
function stuckPart(graph: ReadonlyMap<string, Edges>): ReadonlyMap<string, Edges> {
  const open = new Map([...graph].map(([key, { to }]) => [key, new Set(to).size]));
  const waiters = new Map<string, string[]>();
  for (const [key, { to }] of graph) {
    for (const target of new Set(to)) waiters.set(target, [...(waiters.get(target) ?? []), key]);
  }
  const free = [...open].filter(([, count]) => count === 0).map(([key]) => key);
  const stuck = new Map(graph);
  for (let key = free.pop(); key !== undefined; key = free.pop()) {
    stuck.delete(key);
    for (const waiter of waiters.get(key) ?? []) {
      const left = (open.get(waiter) ?? 0) - 1;
      open.set(waiter, left);
      if (left === 0) free.push(waiter);
    }
  }
  return stuck;
}

/** The nodes of a shortest way from `start` back to it, breadth first; undefined when there is none. */
function shortestCircle(graph: ReadonlyMap<string, Edges>, start: string): readonly Node[] | undefined {
  const cameFrom = new Map<string, string>();
  const queue = graph.has(start) ? [start] : [];
  for (const key of queue) {
    for (const next of graph.get(key)?.to ?? []) {
      if (next === start) return pathTo(graph, cameFrom, key);
      if (cameFrom.has(next) || !graph.has(next)) continue;
      cameFrom.set(next, key);
      queue.push(next);
    }
  }
  return undefined;
}

function pathTo(graph: ReadonlyMap<string, Edges>, cameFrom: ReadonlyMap<string, string>, end: string): Node[] {
  const path: Node[] = [];
  for (let at: string | undefined = end; at !== undefined; at = cameFrom.get(at)) {
    const node = graph.get(at)?.node;
    if (node) path.unshift(node);
  }
  return path;
}

function toCycle(state: SwarmState, path: readonly Node[]): WaitCycle {
  const members = path.filter((node) => node.kind !== 'gate');
  const tasks = new Set(members.map(({ id }) => id as string));
  const blockers = [...state.openBlockers].filter((id) => {
    const blocker = state.blockers.get(id);
    return blocker?.holds === true && tasks.has(blocker.task) && leadsOn(state, blocker, path);
  });
  return { members, blockers };
}

/** Whether the wait of this blocker is one of the path's, and not another one of the same task. */
function leadsOn(state: SwarmState, blocker: BlockerState, path: readonly Node[]): boolean {
  const keys = new Set(path.map(keyOf));
  return waitsOfBlocker(state, blocker).some((node) => keys.has(keyOf(node)));
}

function toTask(id: TaskId): Node {
  return { kind: 'task', id };
}

function keyOf(node: Node): string {
  return node.kind === 'gate' ? `gate/${node.of.spec.session}/${node.of.spec.phase}` : `${node.kind}/${node.id}`;
}

import type { Written } from './model.ts';
import { waitsOf } from './phaseWaits.ts';
import { resolveDependency, type PlacedTask, type World } from './world.ts';

/** One task of a cycle and the dependency by which it waits for the next one; absent where a phase gate makes it wait. */
export interface CycleStep {
  readonly from: PlacedTask;
  readonly written?: Written;
}

interface Edge {
  readonly to: number;
  readonly written?: Written;
}

/** Tasks first, then one node for each gate: a gate waits for the tasks of the phase before it and for that phase's gate. */
interface Graph {
  readonly tasks: readonly PlacedTask[];
  readonly edges: readonly (readonly Edge[])[];
}

/** One shortest cycle out of every group of tasks that wait for one another. Takes time linear in tasks and dependencies. */
export function findCycles(world: World): readonly (readonly CycleStep[])[] {
  const cycles = known.get(world) ?? searchCycles(world);
  known.set(world, cycles);
  return cycles;
}

/** Two rules ask for the cycles of each world. */
const known = new WeakMap<World, readonly (readonly CycleStep[])[]>();

function searchCycles(world: World): readonly (readonly CycleStep[])[] {
  const graph = graphOf(world);
  return components(graph.edges)
    .map((members) => shortestCycle(graph, members))
    .filter((cycle) => cycle.length > 0);
}

function graphOf(world: World): Graph {
  const graph = graphs.get(world) ?? createGraph(world);
  graphs.set(world, graph);
  return graph;
}

const graphs = new WeakMap<World, Graph>();

function createGraph(world: World): Graph {
  const { tasks } = world;
  const numbers = new Map(tasks.map((placed, index) => [placed, index]));
  const edges: Edge[][] = tasks.map((placed) =>
    waitsOf(world, placed).flatMap((written) => {
      const target = resolveDependency(world, placed, written);
      const to = target === undefined ? undefined : numbers.get(target);
      return to === undefined ? [] : [{ to, written }];
    }),
  );
  if (world.manifest) addGates(tasks, edges);
  return { tasks, edges };
}

function addGates(tasks: readonly PlacedTask[], edges: Edge[][]): void {
  const bySession = Map.groupBy(tasks.keys(), (index) => tasks[index]?.session?.id);
  for (const [session, members] of bySession) {
    if (session === undefined) continue;
    const byPhase = Map.groupBy(members, (index) => tasks[index]?.task.phase?.value ?? -1);
    byPhase.delete(-1);
    let gate: number | undefined;
    let before: readonly number[] = [];
    for (const [, phase] of [...byPhase].sort(([a], [b]) => a - b)) {
      if (before.length > 0) {
        edges.push([...before.map((to) => ({ to })), ...(gate === undefined ? [] : [{ to: gate }])]);
        gate = edges.length - 1;
        for (const index of phase) edges[index]?.push({ to: gate });
      }
      before = phase;
    }
  }
}

/** Strongly connected components with more than one node or an edge to itself (Tarjan, without recursion). */
function components(edges: readonly (readonly Edge[])[]): readonly (readonly number[])[] {
  const order: number[] = [];
  let visited = 0;
  const low: number[] = [];
  const stack: number[] = [];
  const onStack = new Set<number>();
  const found: number[][] = [];
  for (const root of edges.keys()) {
    if (order[root] !== undefined) continue;
    const work: { node: number; next: number }[] = [{ node: root, next: 0 }];
    while (work.length > 0) {
      const frame = work.at(-1);
      if (!frame) break;
      const { node } = frame;
      if (frame.next === 0) {
        low[node] = order[node] = visited++;
        stack.push(node);
        onStack.add(node);
      }
      const edge = edges[node]?.[frame.next++];
      if (edge) {
        if (order[edge.to] === undefined) work.push({ node: edge.to, next: 0 });
        else if (onStack.has(edge.to)) low[node] = Math.min(low[node] ?? 0, order[edge.to] ?? 0);
        continue;
      }
      work.pop();
      const parent = work.at(-1);
      if (parent) low[parent.node] = Math.min(low[parent.node] ?? 0, low[node] ?? 0);
      if (low[node] === order[node]) found.push(stack.splice(stack.lastIndexOf(node)));
      if (low[node] === order[node]) for (const member of found.at(-1) ?? []) onStack.delete(member);
    }
  }
  return found.filter(
    (members) => members.length > 1 || edges[members[0] ?? 0]?.some((edge) => edge.to === members[0]),
  );
}

/** The shortest way from the first task of the component back to itself; gates are left out of the steps. */
function shortestCycle(graph: Graph, members: readonly number[]): readonly CycleStep[] {
  const inside = new Set(members);
  const start = members.reduce((least, node) => Math.min(least, node));
  const cameBy = new Map<number, { from: number; edge: Edge }>();
  const queue = [start];
  for (let node = queue.shift(); node !== undefined; node = queue.shift()) {
    for (const edge of graph.edges[node] ?? []) {
      if (!inside.has(edge.to) || cameBy.has(edge.to)) continue;
      cameBy.set(edge.to, { from: node, edge });
      if (edge.to === start) return walkBack(graph, start, cameBy);
      queue.push(edge.to);
    }
  }
  return [];
}

function walkBack(
  graph: Graph,
  start: number,
  cameBy: ReadonlyMap<number, { from: number; edge: Edge }>,
): readonly CycleStep[] {
  const steps: CycleStep[] = [];
  let node = start;
  do {
    const came = cameBy.get(node);
    if (!came) break;
    const from = graph.tasks[came.from];
    if (from) steps.unshift({ from, ...(came.edge.written ? { written: came.edge.written } : {}) });
    node = came.from;
  } while (node !== start);
  return steps;
}

/** Says of two tasks whether one waits for the other, directly or through tasks and phase gates. */
export interface TaskOrder {
  isOrdered(a: PlacedTask, b: PlacedTask): boolean;
}

/** All questions together visit no more nodes than this; what is asked afterwards counts as ordered, so that nothing is claimed unchecked. */
const mostVisits = 2_000_000;

/** Answers questions about the order of a world's tasks. */
export function createOrder(world: World): TaskOrder {
  const { tasks, edges } = graphOf(world);
  const numbers = new Map(tasks.map((placed, index) => [placed, index]));
  let visits = 0;
  const reaches = (from: number, to: number): boolean => {
    const seen = new Set([from]);
    for (const node of seen) {
      if (node === to || ++visits > mostVisits) return true;
      for (const edge of edges[node] ?? []) seen.add(edge.to);
    }
    return false;
  };
  return {
    isOrdered: (a, b) => {
      const first = numbers.get(a) ?? -1;
      const second = numbers.get(b) ?? -1;
      return reaches(first, second) || reaches(second, first);
    },
  };
}

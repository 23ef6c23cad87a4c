import type { SwarmState } from '../../../src/domain/task/swarmState.ts';
import type { TaskState } from '../../../src/domain/task/taskState.ts';
import { findCycles } from '../../../src/domain/task/waitGraph.ts';

/** What is wrong with the waits of a state: blockers stand on what can be blocked, and circles are named exactly where there are any. */
export function checkWaits(state: SwarmState): string | undefined {
  for (const { id, task, epoch, holds, on, conflict, cleared } of state.blockers.values()) {
    if (cleared) continue;
    const held = state.tasks.get(task);
    const { stage } = held?.progress ?? { stage: 'cancelled' };
    if (holds && stage !== 'open' && stage !== 'failed') return `${id} stands on ${task}, which is ${stage}`;
    if (holds && held?.blockers.has(id) !== true) return `${id} does not hold ${task}`;
    if (conflict && (isOver(held) || held?.conflict !== id)) return `${id} is a conflict of ${task}, which is ${stage}`;
    if (!holds && !conflict && (stage !== 'claimed' || held?.epoch !== epoch))
      return `${id} calls for ${task}, which is ${stage}`;
    if (on?.kind === 'task' && isOver(state.tasks.get(on.id))) return `${id} waits for ${on.id}, which is over`;
  }
  const named = findCycles(state);
  // Plans have no circles, so without a blocker there is none.
  if (state.openBlockers.size === 0) return named.length > 0 ? 'circles are named without a blocker' : undefined;
  const edges = waits(state);
  const inCircle = [...edges.keys()].filter((node) => reaches(edges, node));
  if (inCircle.length > 0 !== named.length > 0)
    return `${inCircle.join()} wait in circles, and ${named.length} circles are named`;
  for (const { members, blockers } of named) {
    const missing = members.find(({ id }) => !inCircle.includes(id));
    if (missing || blockers.length === 0) return `${missing?.id} waits in no circle, and is named`;
  }
  return undefined;
}

function isOver(task: TaskState | undefined): boolean {
  const stage = task?.progress.stage;
  return stage === undefined || stage === 'completed' || stage === 'cancelled';
}

/** What each task and session waits for, written down without any index. */
function waits(state: SwarmState): ReadonlyMap<string, readonly string[]> {
  const edges = new Map<string, string[]>();
  const standing = [...state.blockers.values()].filter(({ cleared, holds }) => !cleared && holds);
  for (const session of state.sessions.keys())
    edges.set(
      session,
      standing.filter((blocker) => blocker.session === session).map(({ task }) => task),
    );
  for (const task of state.tasks.values()) {
    const to: string[] = [];
    edges.set(task.spec.id, to);
    if (task.progress.stage !== 'open') continue;
    to.push(...task.spec.dependsOn.filter((id) => !isOver(state.tasks.get(id))), ...gate(state, task));
    for (const blocker of standing.filter((known) => known.task === task.spec.id)) {
      const help = [...blocker.helpers.values()].filter((id) => isWanted(state.tasks.get(id)));
      if (help.some((id) => !isStuck(state.tasks.get(id), standing))) continue;
      to.push(...(blocker.on ? [blocker.on.id] : help));
    }
  }
  return edges;
}

function gate(state: SwarmState, { spec }: TaskState): readonly string[] {
  return [...state.tasks.values()]
    .filter((other) => spec.session !== undefined && other.spec.session === spec.session && !isOver(other))
    .filter((other) => (other.spec.phase ?? Infinity) < (spec.phase ?? -Infinity))
    .map((other) => other.spec.id);
}

function isWanted(help: TaskState | undefined): boolean {
  return help !== undefined && !isOver(help) && help.progress.stage !== 'failed';
}

function isStuck(help: TaskState | undefined, standing: readonly { readonly task: string }[]) {
  return help?.progress.stage === 'open' && standing.some(({ task }) => task === help.spec.id);
}

function reaches(edges: ReadonlyMap<string, readonly string[]>, start: string): boolean {
  const seen = new Set<string>();
  const walk = [...(edges.get(start) ?? [])];
  for (let at = walk.pop(); at !== undefined; at = walk.pop()) {
    if (at === start) return true;
    if (!seen.has(at)) walk.push(...(edges.get(at) ?? []));
    seen.add(at);
  }
  return false;
}

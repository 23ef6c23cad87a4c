import { listReady, nextTask } from '../../../src/domain/task/chooseTask.ts';
import { agentCeiling, decideClaim } from '../../../src/domain/task/decideClaim.ts';
import type { SessionId } from '../../../src/domain/task/ids.ts';
import { shutGates } from '../../../src/domain/guard/needsApproval.ts';
import { isHeldBack, stealThreshold, waitsForWork } from '../../../src/domain/task/readiness.ts';
import { checkCuts } from './haltLaws.ts';
import { checkBook } from './moneyLaws.ts';
import type { SwarmState } from '../../../src/domain/task/swarmState.ts';
import type { TaskState } from '../../../src/domain/task/taskState.ts';
import { checkWaits } from './waitLaws.ts';

/** What is wrong with a state: its indexes have to agree with what they index, and its claims with the ceilings. */
export function checkState(state: SwarmState): string | undefined {
  let unfinished = 0;
  for (const task of state.tasks.values()) {
    const { stage } = task.progress;
    if (!task.spec.idle && (stage === 'open' || stage === 'claimed' || stage === 'submitted')) unfinished += 1;
    const broken = checkTask(state, task);
    if (broken !== undefined) return `${task.spec.id}: ${broken}`;
  }
  if (state.unfinished !== unfinished) return `unfinished is ${state.unfinished}, but ${unfinished} tasks are`;
  const waits = checkWaits(state);
  if (waits !== undefined) return waits;
  const openBlockers = [...state.blockers.values()].filter((blocker) => !blocker.cleared).map((blocker) => blocker.id);
  if (!sameMembers(new Set(state.openBlockers), openBlockers)) return `the open blockers are ${openBlockers.join()}`;
  for (const session of state.sessions.values()) {
    for (const id of session.claims) {
      const progress = state.tasks.get(id)?.progress;
      if (progress?.stage !== 'claimed' || progress.by !== session.spec.id)
        return `${session.spec.id} claims ${id}, which it does not hold`;
    }
    const [first, found] = [listReady(state, session.spec.id)[0], nextTask(state, session)];
    if (first !== found) return `${session.spec.id} would be given ${found}, but ${first} is first`;
    const isThere = !state.paused && !session.withdrawn;
    if (found !== undefined && isThere && !decideClaim(state, session.spec.id, found).accepted)
      return `${session.spec.id} is to be given ${found}, and would be refused`;
    // A plan may lower a ceiling below what is held only between runs, when nothing is. Who is limited finishes what it holds.
    // What is worked on when a suspect may begin again goes on beside nothing new.
    if (session.level === 'full' && session.suspects.size === 0 && session.claims.size > agentCeiling(session))
      return `${session.spec.id} holds more than its ceiling`;
  }
  return checkBook(state) ?? checkCuts(state);
}

function checkTask(state: SwarmState, task: TaskState): string | undefined {
  const { id, session } = task.spec;
  const { progress } = task;
  const open = task.spec.dependsOn.filter((needed) => isOpen(state.tasks.get(needed)));
  if (!sameMembers(task.openDependencies, open))
    return `waits for ${[...task.openDependencies].join()}, but ${open.join()} are open`;
  const taker = task.solver ?? session;
  const owner = taker === undefined ? undefined : state.sessions.get(taker);
  const [planned, spare] = owner ? [owner.ready, owner.idle] : [state.readyUnowned, state.fillers];
  const index = task.spec.idle ? spare : planned;
  const ready = progress.stage === 'open' && !isHeldBack(state, task);
  if (!task.spec.idle && spare.has(id)) return 'is offered for spare time';
  if (index.has(id) !== ready) return ready ? 'is ready, but not in the index' : 'is in the index, but not ready';
  const stealable =
    ready &&
    !task.spec.helps &&
    !task.spec.debugs &&
    !task.spec.idle &&
    !task.solver &&
    session !== undefined &&
    queueOf(state, session) > stealThreshold;
  if (state.stealable.has(id) !== stealable)
    return stealable ? 'may be stolen, but is not offered' : 'is offered, but may not be stolen';
  if (progress.stage !== 'completed' && task.outdated.size > 0) return 'is outdated, but not merged';
  if (state.failed.has(id) !== (progress.stage === 'failed' && !task.spec.idle))
    return 'is among the failed at the wrong time';
  if (progress.stage === 'claimed' && state.sessions.get(progress.by)?.claims.has(id) !== true)
    return `is not among the claims of ${progress.by}`;
  const inWork = progress.stage === 'claimed' || progress.stage === 'submitted';
  const planner = session === undefined ? undefined : state.sessions.get(session);
  if (planner && planner.inWork.has(id) !== inWork) return `is ${progress.stage}, and its session takes it for another`;
  if (state.submitted.has(id) !== (progress.stage === 'submitted')) return 'is in the merge queue at the wrong time';
  const blockers = [...state.blockers.values()].filter(
    (blocker) => blocker.task === id && blocker.holds && !blocker.cleared,
  );
  if (
    !sameMembers(
      task.blockers,
      blockers.map((blocker) => blocker.id),
    )
  )
    return `has blockers ${[...task.blockers].join()}`;
  const unasked = progress.stage === 'open' && !waitsForWork(state, task) && shutGates(state, task).length > 0;
  if (state.guard.unasked.has(id) !== (unasked && task.approval === undefined))
    return 'is among those that no approval was asked for at the wrong time';
  const conflict = task.conflict === undefined ? undefined : state.blockers.get(task.conflict);
  if (task.solver !== undefined && (conflict?.cleared || conflict?.conflict?.solver !== task.solver))
    return `is ${task.solver}'s, and no open conflict says so`;
  if (task.solver !== undefined && state.sessions.get(task.solver)?.withdrawn)
    return `is left to ${task.solver}, which has gone`;
  if (progress.stage === 'claimed' && open.length > 0) return `runs before ${open.join()}`;
  return undefined;
}

function queueOf(state: SwarmState, session: SessionId): number {
  return state.sessions.get(session)?.ready.size ?? 0;
}

function isOpen(prerequisite: TaskState | undefined): boolean {
  const stage = prerequisite?.progress.stage;
  return stage !== 'completed' && stage !== 'cancelled';
}

function sameMembers<T>(set: ReadonlySet<T>, members: readonly T[]): boolean {
  return set.size === members.length && members.every((member) => set.has(member));
}

/** A state as a text without the order of its indexes, to compare a replayed one with the one that was lived. */
export function essenceOf(state: SwarmState): string {
  const tasks = [...state.tasks.values()].map((task) => ({
    ...task,
    openDependencies: [...task.openDependencies].sort(),
    blockers: [...task.blockers].sort(),
    outdated: [...task.outdated].sort(),
  }));
  const sessions = [...state.sessions.values()].map((session) => ({
    ...session,
    claims: [...session.claims].sort(),
    ready: [...session.ready].sort(),
    idle: [...session.idle].sort(),
    suspects: [...session.suspects].sort(),
    openByPhase: [...session.openByPhase].map(([phase, open]) => [phase, [...open].sort()]),
  }));
  const blockers = [...state.blockers.values()].map((blocker) => ({
    ...blocker,
    helpers: [...blocker.helpers],
    offers: [...blocker.offers],
  }));
  const { sequence, unfinished, paused } = state;
  const guard = Object.entries(state.guard).map(([name, part]) => [name, essenceOfPart(part)]);
  const queue = [...state.submitted];
  const free = [...state.readyUnowned].sort();
  const integration = {
    ...state.integration,
    recorded: [...state.integration.recorded].sort(),
    heads: [...state.integration.heads].sort(),
    results: [...state.results].map(([branch, merge]) => `${branch} ${merge}`).sort(),
  };
  const calls = Object.entries(state.calls).map(([name, part]) => [name, [...part]]);
  const breakers = [...state.breakers];
  const models = Object.values(state.models).map((part) => [...part]);
  return JSON.stringify(
    {
      tasks,
      sessions,
      blockers,
      sequence,
      unfinished,
      paused,
      queue,
      free,
      integration,
      guard,
      calls,
      breakers,
      models,
    },
    inOrder,
  );
}

function essenceOfPart(part: ReadonlyMap<string, unknown> | ReadonlySet<string>): unknown {
  if (part instanceof Map) return [...part].map(([id, value]) => [id, withMembers(value)]);
  return [...(part as ReadonlySet<string>)].sort();
}

/** Votes are a map, which JSON would leave out. */
function withMembers(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'votes' in value && value.votes instanceof Map
    ? { ...value, votes: [...value.votes.values()] }
    : value;
}

/** Members by name: a spec that went through the ledger has them in another order. */
function inOrder(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

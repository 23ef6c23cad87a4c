import { mergeGate } from '../../domain/guard/mergeApproval.ts';
import { rejectionOf } from '../../domain/guard/needsApproval.ts';
import { permitsHolding } from '../../domain/guard/decidePermit.ts';
import { agentCeiling } from '../../domain/task/decideClaim.ts';
import { awaitsRevival } from '../../domain/task/decideBreaker.ts';
import { isSought } from '../../domain/task/decideRecovery.ts';
import { nextNeeded } from '../../domain/task/idleProtocol.ts';
import { sessionId, taskId, type TaskId } from '../../domain/task/ids.ts';
import { deriveSessionStatus, deriveStatus } from '../../domain/task/status.ts';
import type { BlockerState, SessionState, SwarmState } from '../../domain/task/swarmState.ts';
import { ownerOf, type TaskState } from '../../domain/task/taskState.ts';
import { whySession, whyTask } from '../../domain/task/why.ts';
import type { SessionView, SwarmSnapshot, TaskView } from '../../protocol/swarmSnapshot.ts';
import { guardNeeds } from './guardNeeds.ts';
import { moneyNeeds, viewBalance, viewBreakers, viewMoney } from './viewMoney.ts';
import { findMayConflict } from '../../domain/task/radar.ts';
import { viewMayConflict, type Radar } from './radar.ts';
import type { Health } from './presence.ts';
import { blockersThatNeedYou, viewBlocker, viewBlocking } from './viewBlockers.ts';

/** What a snapshot needs besides the state: the time, and who is there. */
export interface Present {
  readonly leader: SwarmSnapshot['swarm']['leader'];
  readonly now: number;
  /** The last sequence that the ledger keeps. */
  readonly durable: number;
  readonly health: (session: string) => Health;
  /** Why the session's runner could not be kept alive, so that nothing of it will run; undefined when it may. */
  readonly whyLost: (session: string) => string | undefined;
  /** What else needs a person, besides what the ledger tells. */
  readonly otherNeeds: SwarmSnapshot['needsYou'];
  /** What runners have said of the files that they changed; without, only what is planned is compared. */
  readonly radar?: Radar;
}

/**
 * The whole swarm as people and programs see it. The state may be ahead of the ledger while a commit is under way: that is
 * harmless for what is only shown, because nobody was answered yet and a commit that fails is followed by another snapshot.
 * Its sequence is the ledger's, so that whoever follows from there misses nothing that takes the place of what failed.
 */
export function createSnapshot(state: SwarmState, present: Present): SwarmSnapshot {
  const tasks = [...state.tasks.values()].filter((task) => task.progress.stage !== 'cancelled');
  const bySession = Map.groupBy(tasks, (task) => task.spec.session);
  const sessions = [...state.sessions.values()].filter((session) => !session.withdrawn);
  const blockers = [...state.openBlockers]
    .map((id) => state.blockers.get(id))
    .filter((blocker) => blocker !== undefined);
  return {
    sequence: present.durable,
    swarm: {
      name: state.name,
      state: swarmStage(state, present),
      integrationBranch: state.integrationBranch,
      leader: present.leader,
    },
    sessions: sessions.map((session) => viewSession(state, session, bySession.get(session.spec.id) ?? [], present)),
    tasks: tasks.map((task) => viewTask(state, task)),
    blockers: blockers.map((blocker) => viewBlocker(state, blocker)),
    needsYou: [...needsYou(state, { tasks, sessions, blockers }, present), ...moneyNeeds(state, sessions)],
    mayConflict: (present.radar?.look(state) ?? findMayConflict(state, () => undefined)).map(viewMayConflict),
    money: viewMoney(state),
    breakers: [...viewBreakers(state)],
    witness: { entries: present.durable },
  };
}

/** `stuck` when unfinished work is left and nothing of it can run without a person. */
export function swarmStage(state: SwarmState, present: Pick<Present, 'whyLost'>): SwarmSnapshot['swarm']['state'] {
  if (state.opened && state.unfinished === 0) return state.failed.size > 0 ? 'stuck' : 'finished';
  if (state.paused) return 'paused';
  return canProgress(state, present) ? 'running' : 'stuck';
}

function canProgress(state: SwarmState, present: Pick<Present, 'whyLost'>): boolean {
  const needed = (id: TaskId): boolean => !state.tasks.get(id)?.spec.idle;
  if ([...state.submitted].some((id) => needed(id) && !awaitsPerson(state, id)) || awaitsRevival(state)) return true;
  return [...state.sessions.values()]
    .filter((session) => !session.withdrawn && present.whyLost(session.spec.id) === undefined)
    .some((session) => [...session.claims].some(needed) || canTake(state, session));
}

function awaitsPerson(state: SwarmState, id: TaskId): boolean {
  const task = state.tasks.get(id);
  return task !== undefined && mergeGate(state, task) !== undefined;
}

function canTake(state: SwarmState, session: SessionState): boolean {
  return session.claims.size < agentCeiling(session) && nextNeeded(state, session) !== undefined;
}

function viewTask(state: SwarmState, task: TaskState): TaskView {
  const { spec, progress } = task;
  const holder = 'by' in progress ? progress.by : (ownerOf(task) ?? null);
  const waits = permitsHolding(state, spec.id).length > 0;
  const running =
    (progress.stage === 'claimed' && !waits) || (progress.stage === 'completed' && task.outdated.size === 0);
  const stolen = 'by' in progress && spec.session !== undefined && progress.by !== spec.session;
  return {
    id: spec.id,
    title: spec.title,
    status: deriveStatus(state, task),
    session: holder,
    phase: spec.phase ?? null,
    priority: spec.priority,
    epoch: task.epoch,
    failures: task.failures,
    ...(progress.stage === 'failed' && rejectionOf(state, task) ? { rejected: true } : {}),
    blocked: task.blockers.size > 0,
    dependsOn: [...spec.dependsOn],
    files: [...spec.files],
    why: running ? null : whyTask(state, task),
    source: { ...spec.source },
    ...(progress.stage === 'claimed' && progress.agent !== undefined ? { agent: progress.agent } : {}),
    ...(stolen ? { stolenFrom: spec.session } : {}),
    ...(spec.idle ? { idle: spec.idle.kind } : {}),
    ...(task.outdated.size > 0 ? { outdated: [...task.outdated] } : {}),
  };
}

function viewSession(
  state: SwarmState,
  session: SessionState,
  own: readonly TaskState[],
  present: Present,
): SessionView {
  const { id, role, branch, provider } = session.spec;
  const planned = own.filter((task) => !task.spec.idle);
  const count = (stage: string): number => planned.filter((task) => task.progress.stage === stage).length;
  return {
    id,
    role,
    state: deriveSessionStatus(state, session),
    health: present.health(id),
    branch,
    provider: session.joined?.provider ?? provider,
    sandbox: session.joined?.sandbox ?? null,
    tasks: { total: planned.length, completed: count('completed'), failed: count('failed') },
    working: [...session.claims],
    agents: { working: session.claims.size, ceiling: agentCeiling(session) },
    ...viewBalance(state, { scope: 'session', id }),
    blocking: viewBlocking(state, id).map(({ blocker }) => blocker),
    why: whySession(state, session),
  };
}

interface Shown {
  readonly tasks: readonly TaskState[];
  readonly sessions: readonly SessionState[];
  readonly blockers: readonly BlockerState[];
}

/** What only a person can move on: failed tasks, blockers that nobody helps with, work that no session is able to take. */
function needsYou(state: SwarmState, shown: Shown, present: Present): SwarmSnapshot['needsYou'] {
  const failed = shown.tasks.filter(
    (task) => task.progress.stage === 'failed' && !task.spec.idle && !isSought(state, task),
  );
  const outdated = shown.tasks.filter((task) => task.outdated.size > 0);
  const stranded = shown.tasks.filter((task) => isStranded(state, task));
  const lost = shown.sessions.flatMap(({ spec: { id } }) => {
    const reason = present.whyLost(id);
    return reason === undefined ? [] : [{ id, reason }];
  });
  return [
    ...guardNeeds(state, present.health),
    ...(present.otherNeeds ?? []),
    ...[...failed, ...stranded, ...outdated].map((task) => ({
      subject: task.spec.id,
      ...because(whyTask(state, task)),
    })),
    ...blockersThatNeedYou(state, shown.blockers),
    ...lost.map(({ id, reason }) => ({
      subject: id,
      reason: reason || `The runner of ${id} could not be kept alive.`,
      action: 'Look at its log below .s2/logs, then launch the swarm again.',
    })),
  ];
}

/** A ready task that no session will ever take as the plan and the budgets are. */
function isStranded(state: SwarmState, task: TaskState): boolean {
  if (task.spec.idle || deriveStatus(state, task) !== 'ready') return false;
  const owner = task.spec.session === undefined ? undefined : state.sessions.get(task.spec.session);
  const { code } = whyTask(state, task);
  // What a session has no budget for is told of the session, and unowned work of itself.
  if (code === 'no-budget') return owner === undefined;
  return code === 'not-capable' || (owner !== undefined && agentCeiling(owner) === 0);
}

function because(why: { readonly reason: string; readonly action: string }): { reason: string; action: string } {
  return { reason: why.reason, action: why.action };
}

/** Explains a task or a session by its id; undefined when there is no such thing. */
export function explainSubject(state: SwarmState, subject: string): ReturnType<typeof whyTask> | undefined {
  const task = state.tasks.get(taskId(subject));
  if (task) return whyTask(state, task);
  const session = state.sessions.get(sessionId(subject));
  return session && whySession(state, session);
}

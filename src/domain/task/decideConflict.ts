import { matchCapabilities } from '../governor/match.ts';
import { neededFor, rankOf } from '../governor/rank.ts';
import { keepFromBeginning } from './affordability.ts';
import { describeConflict, maxConflictFiles, maxConflictSides, type ConflictSide } from './conflict.ts';
import { agentCeiling } from './decideClaim.ts';
import { decideIntegration } from './decideEffect.ts';
import type { EvidenceRef, SwarmEvent } from './event.ts';
import type { BlockerId, SessionId, TaskId } from './ids.ts';
import { isOwnWork } from './ownWork.ts';
import { accept, refuse, type Decision } from './refusal.ts';
import type { SessionState, SwarmState } from './swarmState.ts';
import type { TaskState } from './taskState.ts';

/** What the merge queue found: the files, the head that it merged onto, and the merges there that touched them since. */
export interface FoundConflict {
  readonly files: readonly string[];
  /** How many more there are. */
  readonly more: number;
  readonly onto: string;
  readonly merges: readonly string[];
  readonly evidence: readonly EvidenceRef[];
}

/**
 * Decides what a conflict comes to: the attempt has failed, and a blocker names both sides, the files and who is to bring them
 * together. The work stays where it was submitted.
 */
export function decideConflict(
  state: SwarmState,
  at: { readonly task: TaskId; readonly epoch: number },
  found: FoundConflict,
  blocker: BlockerId,
): Decision<SwarmEvent> {
  const task = state.tasks.get(at.task);
  if (!task) return refuse({ code: 'unknown', what: 'task', id: at.task });
  const { progress } = task;
  const others = found.merges.slice(0, maxConflictSides).map((merge) => sideOf(state, merge));
  const files = found.files.slice(0, maxConflictFiles);
  const more = found.more + found.files.length - files.length;
  const commit = progress.stage === 'submitted' ? progress.commit : '';
  const session = progress.stage === 'submitted' ? progress.by : ('' as SessionId);
  const sides = { files, more, commit, onto: found.onto, others };
  const reason = describeConflict({ ...at, session }, sides);
  const failed = decideIntegration(state, at, { merged: false, reason, evidence: found.evidence });
  if (!failed.accepted) return failed;
  const solver = chooseSolver(state, task, { submitter: session, others });
  return accept(...failed.events, {
    type: 'merge.conflicted',
    blocker,
    ...at,
    session,
    ...sides,
    ...(solver === undefined ? {} : { solver }),
  });
}

/** Whose merge a commit of the integration branch is, by the ledger: what the commit says of itself proves nothing. */
function sideOf(state: SwarmState, commit: string): ConflictSide {
  for (const { spec, progress } of state.tasks.values()) {
    if (progress.stage === 'completed' && progress.merge === commit)
      return { commit, task: spec.id, session: progress.by };
  }
  return { commit };
}

/**
 * Who brings both sides together: the session that submitted, or whoever of the other sides ranks higher for the task and has
 * nothing to do. Commands merge nothing: they run again from the new head. Undefined when the submitter has left.
 */
function chooseSolver(
  state: SwarmState,
  task: TaskState,
  { submitter, others }: { readonly submitter: SessionId; readonly others: readonly ConflictSide[] },
): SessionId | undefined {
  if (isOwnWork(task.spec) || task.spec.idle) return undefined;
  const own = state.sessions.get(submitter);
  const needed = neededFor(task.spec.capabilities);
  const rank = (session: SessionState): number => {
    const match = matchCapabilities(session.spec.capabilities, needed.capabilities);
    return rankOf({ ...session, capabilities: session.spec.capabilities }, needed, match);
  };
  let best = own && !own.withdrawn ? own : undefined;
  if (best && runsCommands(best)) return submitter;
  for (const { session } of others) {
    const other = session === undefined ? undefined : state.sessions.get(session);
    if (!other || other === best || !isFreeFor(state, other, task)) continue;
    if (!best || rank(other) > rank(best)) best = other;
  }
  return best?.spec.id;
}

function isFreeFor(state: SwarmState, session: SessionState, task: TaskState): boolean {
  if (session.withdrawn || runsCommands(session) || agentCeiling(session) === 0) return false;
  if (session.claims.size > 0 || session.ready.size > 0) return false;
  const match = matchCapabilities(session.spec.capabilities, task.spec.capabilities);
  return match >= state.policy.minCapabilityMatch && keepFromBeginning(state, session) === undefined;
}

function runsCommands({ joined, spec }: SessionState): boolean {
  return (joined?.provider ?? spec.provider) === 'command';
}

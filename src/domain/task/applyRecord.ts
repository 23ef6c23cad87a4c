import { earnedLevel } from '../governor/autonomy.ts';
import { accountOf } from '../governor/budgetBook.ts';
import { fromDollars } from '../governor/money.ts';
import type { ModelBook } from '../governor/modelTrial.ts';
import { afterOutcome, type Outcome } from '../governor/trackRecord.ts';
import { costPerHour } from './costPerHour.ts';
import type { SwarmEvent } from './event.ts';
import type { SessionId } from './ids.ts';
import type { SessionState, SwarmState } from './swarmState.ts';
import type { TaskState } from './taskState.ts';

const hourMs = 3_600_000;

/** Folds what a fact says about how a session works; to be called before the task that it is about moves on. */
export function applyRecord(state: SwarmState, event: SwarmEvent, at: number): void {
  applyModels(state.models, event);
  switch (event.type) {
    case 'task.completed':
    case 'task.failed':
    case 'task.released': {
      const task = state.tasks.get(event.task);
      const progress = task?.progress;
      if (!task || (progress?.stage !== 'claimed' && progress?.stage !== 'submitted')) return;
      const workedMs = progress.stage === 'claimed' ? Math.max(0, at - progress.since) : task.workedMs;
      const outcome = outcomeOf(state, event, task, workedMs);
      if (outcome) note(state, progress.by, outcome);
      return;
    }
    case 'task.withdrawn': {
      const helper = event.idle ? state.tasks.get(event.task)?.spec.session : undefined;
      if (helper !== undefined) note(state, helper, { kind: 'missed', workedMs: 0 });
      return;
    }
    case 'autonomy.changed': {
      const session = state.sessions.get(event.session);
      if (!session) return;
      session.level = event.to;
      judge(state, session);
      return;
    }
    default:
  }
}

function applyModels({ riding, verified, proven }: ModelBook, event: SwarmEvent): void {
  switch (event.type) {
    case 'task.claimed':
      if (event.route) riding.set(event.task, event.route.model);
      return;
    case 'task.completed': {
      const model = riding.get(event.task);
      if (model !== undefined) verified.set(model, (verified.get(model) ?? 0) + 1);
      riding.delete(event.task);
      return;
    }
    case 'task.failed':
    case 'task.released':
    case 'task.withdrawn':
    case 'blocker.reported':
      riding.delete(event.task);
      return;
    case 'model.proven':
      proven.add(event.model);
      return;
    default:
  }
}

function outcomeOf(
  state: SwarmState,
  event: Extract<SwarmEvent, { type: 'task.completed' | 'task.failed' | 'task.released' }>,
  task: TaskState,
  workedMs: number,
): Outcome | undefined {
  const needs = task.spec.capabilities;
  switch (event.type) {
    case 'task.completed':
      return { kind: 'verified', needs, workedMs, ...measure(state, task, workedMs) };
    case 'task.failed':
      return { kind: 'failed', needs, workedMs };
    case 'task.released':
      // Any other end of a claim is not the session's doing.
      return event.reason === 'lease-expired' || event.reason === 'stalled' ? { kind: 'missed', workedMs } : undefined;
  }
}

/** What the estimate says about the work: cost where the plan states it and something was paid, else hours. */
function measure(
  state: SwarmState,
  { spec }: TaskState,
  workedMs: number,
): { readonly inTime: boolean; readonly efficiency: number | undefined } {
  const { hours, cost } = spec.estimate;
  const estimatedMs = (hours ?? 0) * hourMs;
  const { spent } = accountOf(state.budget, { scope: 'task', id: spec.id });
  const byCost = cost !== undefined && spent > 0 ? fromDollars(cost) / spent : undefined;
  const byTime = estimatedMs > 0 && workedMs > 0 ? estimatedMs / workedMs : undefined;
  const efficiency = byCost ?? byTime;
  return {
    inTime: estimatedMs === 0 || workedMs <= estimatedMs,
    efficiency: efficiency === undefined ? undefined : Math.min(1, efficiency),
  };
}

function note(state: SwarmState, id: SessionId, outcome: Outcome): void {
  const session = state.sessions.get(id);
  if (!session) return;
  session.record = afterOutcome(session.record, outcome, session.spec.reputation);
  session.costPerHour = costPerHour(state, session);
  judge(state, session);
}

function judge(state: SwarmState, { spec, level, record }: SessionState): void {
  if (earnedLevel(level, record) === level) state.misjudged.delete(spec.id);
  else state.misjudged.add(spec.id);
}

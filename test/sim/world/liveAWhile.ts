import { assertNever } from '../../../src/base/assertNever.ts';
import { consequences } from '../../../src/app/coordinator/consequences.ts';
import { decideTalk, type TalkRequest } from '../../../src/app/coordinator/decideTalk.ts';
import { decideRequest, type DecidedRequest } from '../../../src/app/coordinator/decideRequest.ts';
import { applyEvent } from '../../../src/domain/task/applyEvent.ts';
import type { Refusal } from '../../../src/domain/task/refusal.ts';
import type { SwarmState } from '../../../src/domain/task/swarmState.ts';
import type { TaskState } from '../../../src/domain/task/taskState.ts';
import type { Random } from '../../support/random.ts';
import { aboutHelp, aTarget } from './simHelp.ts';

const commit = 'a'.repeat(40);

/** Lets so many random requests happen to a state, without a ledger. */
export function liveAWhile(state: SwarmState, random: Random, steps: number): void {
  for (let step = 0; step < steps; step += 1) {
    const [approval] = state.guard.openApprovals;
    if (approval !== undefined && random.chance(0.1)) {
      const verb = random.chance(0.7) ? 'approve' : 'reject';
      talk(state, { verb, approval, reason: 'so' });
    }
    const request = randomRequest(state, random);
    if (request) follow(state, request);
  }
}

function follow(state: SwarmState, request: DecidedRequest): boolean {
  const decision = decideRequest(state, request, { now: 0, byRunner: true });
  if (!decision.accepted) return false;
  for (const event of decision.events) applyEvent(state, event, 0, state.sequence + 1);
  settle(state);
  return true;
}

/** What a person says to an approval. */
function talk(state: SwarmState, request: TalkRequest): boolean {
  const decision = decideTalk(state, request, { person: 'tester', now: 0 });
  if (!decision.accepted) return false;
  for (const event of decision.events) applyEvent(state, event, 0, state.sequence + 1);
  settle(state);
  return true;
}

/** Lets happen what follows by itself. */
export function settle(state: SwarmState): void {
  for (let next = consequences(state); next; next = consequences(state))
    for (const event of next.events) applyEvent(state, event, 0, state.sequence + 1);
}

function randomRequest(state: SwarmState, random: Random): DecidedRequest | undefined {
  const tasks = [...state.tasks.values()];
  const sessions = [...state.sessions.keys()];
  const task = random.pick(tasks);
  const { progress, epoch } = task;
  if (progress.stage === 'submitted') {
    const at = { task: task.spec.id, epoch, evidence: [] };
    return random.chance(0.8)
      ? { verb: 'integrated', ...at, merge: commit }
      : { verb: 'rejected', ...at, reason: 'no' };
  }
  if (progress.stage === 'claimed') {
    const claim = { task: task.spec.id, session: progress.by, epoch };
    const open = [...(state.budget.byTask.get(task.spec.id) ?? [])][0];
    if (open !== undefined && random.chance(0.3)) return settleCall(claim, open, random);
    if (random.chance(0.3)) return reserve(claim, random);
    if (random.chance(0.02)) return { verb: 'providerRefused', ...claim, kind: 'auth', until: null };
    const ends: readonly DecidedRequest[] = [
      { verb: 'complete', ...claim, commit, evidence: [] },
      { verb: 'complete', ...claim, commit, evidence: [] },
      { verb: 'fail', ...claim, reason: 'verify failed', evidence: [] },
      {
        verb: 'reportBlocker',
        ...claim,
        reason: `no key for ${task.spec.id}`,
        needs: [],
        ...aTarget({ state, random }),
      },
    ];
    return random.pick(ends);
  }
  if (progress.stage === 'completed' && random.chance(0.2))
    return { verb: 'reopen', task: task.spec.id, withDependents: random.chance(0.5) };
  if (random.chance(0.1))
    return aboutHelp({ state, random, session: random.chance(0.2) ? undefined : random.pick(sessions) });
  if (random.chance(0.05)) return state.paused ? { verb: 'resume' } : { verb: 'pause' };
  return { verb: 'claimNext', session: random.pick(sessions), wait: false };
}

type Claim = { readonly task: string; readonly session: string; readonly epoch: number };

function reserve(claim: Claim, random: Random): DecidedRequest {
  return { verb: 'reserve', ...claim, model: 'sonnet', prompt: random.below(20_000), maxOutput: 2_000, cache: 'none' };
}

function settleCall(claim: Claim, reservation: string, random: Random): DecidedRequest {
  const usage = {
    input: random.below(30_000),
    output: random.below(2_000),
    cacheRead: 0,
    cacheWrite5m: 0,
    cacheWrite1h: 0,
  };
  return { verb: 'settle', ...claim, reservation, usage };
}

/** Takes away what a refusal names. False when that is for nobody to do. */
export function removeReason(state: SwarmState, refusal: Refusal, random: Random): boolean {
  switch (refusal.code) {
    case 'finished':
      return refusal.stage === 'failed' && follow(state, { verb: 'reopen', task: refusal.task });
    case 'taken':
      finish(state, refusal.task);
      return true;
    case 'blocked': {
      if (refusal.gates) {
        const approval = state.tasks.get(refusal.task)?.approval;
        return approval !== undefined && talk(state, { verb: 'approve', approval, reason: '' });
      }
      if (refusal.beside) {
        finish(state, refusal.beside.task);
        return true;
      }
      const [blocker] = refusal.blockers;
      if (blocker !== undefined) return follow(state, { verb: 'clearBlocker', blocker });
      const [first] = refusal.waitsFor;
      if (first !== undefined) finish(state, first);
      return first !== undefined;
    }
    case 'phase-gate':
      finish(state, random.pick(refusal.open));
      return true;
    case 'paused':
      return follow(state, { verb: 'resume' });
    case 'not-capable': {
      const session = state.sessions.get(refusal.session);
      if (!session) return false;
      const capabilities = [...session.spec.capabilities, ...refusal.missing];
      const event = { type: 'session.planned', session: { ...session.spec, capabilities } } as const;
      applyEvent(state, event, 0, state.sequence + 1);
      return true;
    }
    case 'agent-ceiling': {
      const { tier = '' } = refusal;
      const held = [...(state.sessions.get(refusal.session)?.claims ?? [])].find((id) => {
        const progress = state.tasks.get(id)?.progress;
        return tier === '' || (progress?.stage === 'claimed' && progress.agent?.startsWith(`${tier}-`));
      });
      if (held !== undefined) finish(state, held);
      return held !== undefined;
    }
    case 'no-budget': {
      const { scope, id } = refusal.place;
      return follow(state, { verb: 'setBudget', scope, id: scope === 'day' ? '' : id, cap: null });
    }
    case 'breaker-open':
      return follow(state, { verb: 'resetBreaker', ...refusal.breaker });
    case 'no-slot':
    case 'unknown':
    case 'stale-epoch':
    case 'forbidden':
      return false;
    default:
      return assertNever(refusal);
  }
}

/** Completes a task as its session and the merge queue would, whoever holds it and whatever it waits for. */
function finish(state: SwarmState, id: TaskState['spec']['id']): void {
  const task = state.tasks.get(id);
  if (!task) return;
  const session = 'by' in task.progress ? task.progress.by : [...state.sessions.keys()][0];
  const epoch = Math.max(1, task.epoch);
  const tell = (event: Parameters<typeof applyEvent>[1]): void => applyEvent(state, event, 0, state.sequence + 1);
  const { stage } = task.progress;
  if (stage === 'failed') tell({ type: 'task.reopened', task: id, reason: 'again' });
  if ((stage === 'open' || stage === 'failed') && session !== undefined)
    tell({ type: 'task.claimed', task: id, session, epoch, attempt: 1 });
  if (stage !== 'submitted') tell({ type: 'task.submitted', task: id, epoch, commit, evidence: [] });
  tell({ type: 'task.completed', task: id, epoch, merge: commit, evidence: [] });
}

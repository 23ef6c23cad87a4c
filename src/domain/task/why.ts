import { assertNever } from '../../base/assertNever.ts';
import { describeBlocking } from './blocking.ts';
import { describeSlotWait } from './callSlots.ts';
import { explainBlocker } from './whyBlocked.ts';
import { openConflictOf } from './whyConflict.ts';
import { describeGate } from '../guard/gate.ts';
import { describeMatch } from '../governor/rank.ts';
import { rejectionOf } from '../guard/needsApproval.ts';
import { agentCeiling, holdBack, isCautious, keepFrom } from './decideClaim.ts';
import { describeIdleness } from './describeIdleness.ts';
import { nextTask, whyIdle } from './chooseTask.ts';
import { explainHandedIn } from './whyMerge.ts';
import { whyWaiting } from './whyPermit.ts';
import { isSought } from './decideRecovery.ts';
import { explainMeans, unknownPrice } from './whyMeans.ts';
import type { Refusal } from './refusal.ts';
import { explainReviewHold } from './reviewHold.ts';
import type { SessionState, SwarmState } from './swarmState.ts';
import { ownerOf, type TaskState } from './taskState.ts';

/** The reason why something does not run, and the nearest action that would change it. Each is one sentence. */
export interface Why {
  readonly code: Refusal['code'] | 'running' | 'ready' | 'done';
  readonly reason: string;
  /** Of an idle session: what it found on each step of the idle protocol, another sentence. */
  readonly meanwhile?: string;
  readonly action: string;
}

/** The commands that list what `s2 status` does not. */
const listedBy: Partial<Record<Extract<Refusal, { code: 'unknown' }>['what'], string>> = {
  approval: 's2 inbox',
  question: 's2 inbox',
  decision: 's2 witness show',
  result: 's2 witness show',
};

/** Explains a task with the same checks that decide a claim. */
export function whyTask(state: SwarmState, task: TaskState): Why {
  if (task.progress.stage === 'completed') {
    const { id } = task.spec;
    const reason = `${id} was completed by ${task.progress.by}`;
    if (task.outdated.size === 0) return { code: 'done', reason: `${reason}.`, action: 'Nothing is left to do.' };
    return {
      code: 'done',
      reason: `${reason} and merged with an earlier version of ${list(task.outdated)}, which was reopened.`,
      action: `Run \`s2 reopen ${id} --with-dependents\` to have it done again.`,
    };
  }
  const waiting = task.progress.stage === 'claimed' ? whyWaiting(state, task.spec.id) : undefined;
  if (waiting) return { code: 'blocked', ...waiting };
  const refusal = holdBack(state, task) ?? keptFromAll(state, task);
  if (!refusal) {
    const who = ownerOf(task) ?? 'any capable session';
    const conflict = openConflictOf(state, task);
    if (conflict) return { code: 'ready', ...conflict };
    return {
      code: 'ready',
      reason: `${task.spec.id} is ready for ${who}${task.spec.idle ? ', which has nothing else to do' : ''}.`,
      action: `It runs as soon as ${who} is free.`,
    };
  }
  return explain(state, refusal);
}

/** Why no session at all can take a free task now: the reason of its owner, who may have left the plan, or else of whoever comes nearest. */
function keptFromAll(state: SwarmState, task: TaskState): Refusal | undefined {
  const owner = ownerOf(task);
  const refusals: Refusal[] = [];
  for (const session of state.sessions.values()) {
    if (session.withdrawn) continue;
    const refusal = keepFrom(state, session, task);
    if (!refusal) return undefined;
    if (owner === undefined || owner === session.spec.id) refusals.push(refusal);
  }
  if (owner !== undefined) return refusals[0] ?? { code: 'unknown', what: 'session', id: owner };
  const busy = refusals.find((refusal) => refusal.code === 'agent-ceiling');
  return busy ?? refusals.reduce<Refusal | undefined>(nearer, undefined);
}

function nearer(best: Refusal | undefined, other: Refusal): Refusal {
  if (best?.code !== 'not-capable') return best ?? other;
  // Whoever is capable comes nearer than anybody who is not, whatever keeps it.
  return other.code !== 'not-capable' || other.match > best.match ? other : best;
}

/** Explains a session: what it does, or why it does nothing. */
export function whySession(state: SwarmState, session: SessionState): Why {
  const { id } = session.spec;
  if (session.claims.size > 0) {
    return {
      code: 'running',
      reason: [
        `${id} works on ${list(session.claims)}${sparely(state, session)}${slotWait(state, session)}.`,
        describeBlocking(state, id) ?? '',
      ]
        .join(' ')
        .trimEnd(),
      action: 'Open the session to watch it.',
    };
  }
  const next = state.paused ? undefined : nextTask(state, session);
  if (next !== undefined)
    return {
      code: 'ready',
      reason: `${id} can take ${next} now.`,
      action: 'It starts as soon as its agents are free.',
    };
  if (session.open.size === 0) {
    const reason = `All tasks of ${id} are completed.`;
    return { code: 'done', reason, ...meanwhile(state, session), action: 'Nothing is left to do.' };
  }
  return { ...explain(state, whyIdle(state, session)), ...meanwhile(state, session) };
}

function meanwhile(state: SwarmState, session: SessionState): Pick<Why, 'meanwhile'> {
  if (state.paused || state.unfinished === 0 || agentCeiling(session) === 0) return {};
  return { meanwhile: `${session.spec.id} is idle: ${describeIdleness(state, session)}.` };
}

function slotWait(state: SwarmState, session: SessionState | undefined): string {
  const waits = session && describeSlotWait(state, session);
  return waits === undefined ? '' : `; ${waits}`;
}

function sparely(state: SwarmState, session: SessionState): string {
  const works = [...session.claims].flatMap((id) => state.tasks.get(id)?.spec.idle ?? []);
  return works.length > 0 ? ' because it has nothing else to do' : '';
}

/** A refusal as a sentence with the names of what is waited for, and what would change it. */
export function explain(state: SwarmState, refusal: Refusal): Why {
  const { code } = refusal;
  switch (refusal.code) {
    case 'unknown':
      if (refusal.what === 'price') return { code, ...unknownPrice(refusal.id) };
      if (refusal.what === 'breaker')
        return { code, reason: `No breaker of ${refusal.id} is open.`, action: 'See which are: s2 breakers.' };
      if (refusal.what === 'halt')
        return {
          code,
          reason: `No halt of ${refusal.id} waits for an answer.`,
          action: 'See what is halted: s2 budget.',
        };
      return {
        code,
        reason: `There is no ${refusal.what} ${refusal.id} in this swarm.`,
        action: `\`${listedBy[refusal.what] ?? 's2 status'}\` lists what there is.`,
      };
    case 'finished': {
      const rejected = explainRejected(state, refusal);
      if (rejected) return { code, ...rejected };
      const unsolved = state.tasks.get(refusal.task);
      const conflict = refusal.stage === 'failed' && unsolved ? openConflictOf(state, unsolved) : undefined;
      if (conflict) return { code, ...conflict };
      return {
        code,
        reason: `${refusal.task} is ${refusal.stage}${failureOf(state, refusal)}.`,
        action: finishedAction(state, refusal),
      };
    }
    case 'taken':
      if (refusal.stage !== 'claimed') return { code, ...explainHandedIn(state, refusal) };
      return {
        code: 'running',
        reason: `${refusal.by} works on ${refusal.task}${slotWait(state, state.sessions.get(refusal.by))}.`,
        action: 'Open the session to watch it.',
      };
    case 'blocked':
      return { code, ...explainBlocked(state, refusal) };
    case 'phase-gate':
      return {
        code,
        reason: `${refusal.task} is in phase ${refusal.phase}, and earlier phases of its session are not done: ${list(refusal.open)}.`,
        action: `Complete ${refusal.open[0] ?? 'them'} first.`,
      };
    case 'not-capable':
      return {
        code,
        reason: `${refusal.session} matches ${refusal.task} by ${describeMissing(state, refusal)}.`,
        action: `Add ${list(refusal.missing)} to the session's capabilities in swarm.yaml, or give the task to another session.`,
      };
    case 'no-budget':
    case 'breaker-open':
    case 'no-slot':
      return { code, ...explainMeans(state, refusal) };
    case 'agent-ceiling':
      if (refusal.ceiling === 0) {
        const action = 'Give it at least one in `agents` in swarm.yaml, then launch again.';
        return { code, reason: `${refusal.session} has no agents at all.`, action };
      }
      if (isWary(state, refusal)) {
        const reason = `${refusal.session} works on one task at a time, because its runner died with several at work.`;
        return { code, reason, action: 'It uses all its agents again when each of them has come to something.' };
      }
      if (state.sessions.get(refusal.session)?.level === 'limited') {
        const reason = `${refusal.session} works on one task at a time until its reputation is back.`;
        return { code, reason, action: 'Verified tasks raise it.' };
      }
      return {
        code,
        reason:
          refusal.tier === undefined
            ? `${refusal.session} already uses all ${refusal.ceiling} of its agents.`
            : `${refusal.session} already uses all ${refusal.ceiling} of its ${refusal.tier} agents.`,
        action: 'Wait for one, or raise `agents` in swarm.yaml.',
      };
    case 'paused':
      if (refusal.review) return { code, ...explainReviewHold(state, refusal.review) };
      return { code, reason: 'The swarm is paused.', action: '`s2 resume` goes on.' };
    case 'stale-epoch':
      return {
        code,
        reason:
          refusal.given > refusal.current
            ? `Nobody was ever granted a claim on ${refusal.task} with epoch ${refusal.given}; the task is at epoch ${refusal.current}.`
            : `The claim on ${refusal.task} with epoch ${refusal.given} has ended; the task is at epoch ${refusal.current}.`,
        action: 'Claim the task again, and say the epoch that the claim is granted with.',
      };
    case 'forbidden':
      return {
        code,
        reason: `That is not allowed: ${refusal.reason}.`,
        action: refusal.next ?? 'See how things stand with `s2 status`.',
      };
    default:
      return assertNever(refusal);
  }
}

function isWary(state: SwarmState, { session }: Extract<Refusal, { code: 'agent-ceiling' }>): boolean {
  const known = state.sessions.get(session);
  return known !== undefined && isCautious(known);
}

function explainBlocked(state: SwarmState, refusal: Extract<Refusal, { code: 'blocked' }>): Omit<Why, 'code'> {
  if (refusal.gates) {
    return {
      reason: `${refusal.task} waits for a person's approval: ${refusal.gates.map(describeGate).join(', and ')}.`,
      action: `Let it begin with \`s2 approve ${refusal.task}\`, or keep it with \`s2 reject ${refusal.task} --reason <text>\`.`,
    };
  }
  if (refusal.beside) {
    const { task, file } = refusal.beside;
    return {
      reason: `${refusal.task} waits until ${task} is merged, because both write ${file}.`,
      action: 'Let them write different files to have both at once.',
    };
  }
  const blocker = refusal.blockers.map((id) => state.blockers.get(id)).find((known) => known !== undefined);
  if (blocker) return explainBlocker(state, blocker);
  const waits = refusal.waitsFor.map((id) => {
    const owner = state.tasks.get(id)?.spec.session;
    return owner === undefined ? id : `${id} (${owner})`;
  });
  return {
    reason: `${refusal.task} waits for ${list(waits)}.`,
    action: `Complete ${refusal.waitsFor[0] ?? 'what it waits for'} first.`,
  };
}

function explainRejected(
  state: SwarmState,
  refusal: Extract<Refusal, { code: 'finished' }>,
): Omit<Why, 'code'> | undefined {
  const task = state.tasks.get(refusal.task);
  const rejection = task && refusal.stage === 'failed' ? rejectionOf(state, task) : undefined;
  return (
    rejection && {
      reason: `${rejection.by} rejected ${refusal.task}: ${rejection.reason.replace(/\.$/, '')}.`,
      action: `Change it in its plan, or \`s2 reopen ${refusal.task}\`: then it asks for an approval again.`,
    }
  );
}

function failureOf(state: SwarmState, refusal: Extract<Refusal, { code: 'finished' }>): string {
  const failure = state.tasks.get(refusal.task)?.lastFailure;
  return refusal.stage === 'failed' && failure !== undefined
    ? ` after its last attempt: ${failure.replace(/\.$/, '')}`
    : '';
}

function finishedAction(state: SwarmState, { task, stage }: Extract<Refusal, { code: 'finished' }>): string {
  const error = state.tasks.get(task);
  if (error?.recovery && isSought(state, error)) return `${error.recovery.debug} looks for the cause.`;
  return stage === 'failed'
    ? `Mend the cause, then give it new attempts: \`s2 reopen ${task}\`, or the next \`s2 run\`.`
    : 'Nothing is left to do.';
}

function list(names: Iterable<string>): string {
  return [...names].join(', ');
}

function describeMissing(state: SwarmState, refusal: Extract<Refusal, { code: 'not-capable' }>): string {
  const needs = state.tasks.get(refusal.task)?.spec.capabilities ?? [];
  const has = needs.filter((need) => !refusal.missing.includes(need));
  return describeMatch({ match: refusal.match, has, lacks: refusal.missing });
}

import { describeGuardEvent } from './describeGuardEvent.ts';
import { formatMoney } from '../../domain/governor/money.ts';
import { describeConflict } from '../../domain/task/conflict.ts';
import { describeChanges } from '../../domain/governor/policyChange.ts';
import type { SwarmEvent } from '../../domain/task/event.ts';
import { describeStall } from '../../domain/task/stallLadder.ts';

/** One line for a person who watches a run; undefined for what only the record needs. Ids are names that the plan gave. */
export function describeEvent(event: SwarmEvent, titleOf: (task: string) => string): string | undefined {
  switch (event.type) {
    case 'swarm.opened':
      return `swarm ${event.name} merges into ${event.integrationBranch}`;
    case 'policy.changed':
      return `the policy is another from here on (${event.hash.slice(0, 12)}): ${describeChanges(event.changed)}`;
    case 'swarm.paused':
      return 'the swarm is paused';
    case 'swarm.resumed':
      return 'the swarm goes on';
    case 'session.joined':
      return `${event.session} joined (${event.provider}${event.sandbox === 'none' ? ', no sandbox' : ''})`;
    case 'task.claimed':
      return `${event.session}${event.agent === undefined ? '' : ` (${event.agent})`} claimed ${event.task} ${titleOf(event.task)}${event.attempt > 1 ? ` (attempt ${event.attempt})` : ''}${event.stolenFrom === undefined ? '' : ` (taken over from ${event.stolenFrom})`}`;
    case 'task.submitted':
      return `${event.task} ${event.checked ? 'verified' : 'handed in'}, waits for merge`;
    case 'task.completed':
      return `${event.task} merged as ${event.merge.slice(0, 10)}`;
    case 'task.failed':
      return `${event.task} ${event.final ? 'failed for good' : 'failed, will be tried again'}: ${event.reason}`;
    case 'task.released':
      return `${event.task} is open again (${event.reason})`;
    case 'task.reopened':
      return `${event.task} is open again: ${event.reason}`;
    case 'task.reverted':
      return `the merge of ${event.task} was taken back by ${event.commit.slice(0, 10)}`;
    case 'task.withdrawn':
      return `${event.task} is no longer planned`;
    case 'task.stalled':
      return `${event.task} is ${event.rung}: ${describeStall(event.cause, event.silentMs)}`;
    case 'recovery.started':
      return `${event.helper} looks for the cause why ${event.error} fails, as ${event.task.id}`;
    case 'recovery.escalated':
      return `${event.debug} has not found out why ${event.error} fails: a person is asked`;
    case 'blocker.reported':
      return `${event.session} is blocked on ${event.task}${event.on ? ` and waits for ${event.on.id}` : ''}: ${event.reason}`;
    case 'merge.conflicted':
      return `${describeConflict(event, event)}${event.solver === undefined ? '' : `; ${event.solver} is to merge both sides`}`;
    case 'help.requested':
      return `${event.session} asks for help with ${event.task}: ${event.reason}`;
    case 'help.offered':
      return `${event.session} offers to help with blocker ${event.blocker} (match ${event.match.toFixed(2)})`;
    case 'rescue.started':
      return `${event.helper} helps with blocker ${event.blocker} (match ${event.match.toFixed(2)})`;
    case 'blocker.cleared':
      return `blocker ${event.blocker} cleared by ${event.by}`;
    case 'integration.accepted':
      return `commits of others up to ${event.head.slice(0, 10)} are accepted`;
    case 'result.merged':
      return `the result was merged into ${event.branch} as ${event.merge.slice(0, 10)}`;
    case 'result.undone':
      return `the merge of the result into ${event.branch} was taken back`;
    case 'witness.key-rotated':
      return 'the ledger is signed with another key from here on';
    case 'budget.halted':
      return `${event.session} asked for ${formatMoney(event.amount)} more, beyond the cap of ${event.place.scope} ${event.place.id}`.trimEnd();
    case 'budget.set':
      return `a person set the cap of ${event.place.scope} ${event.place.id}`
        .trimEnd()
        .concat(event.cap === null ? ' to none' : ` to ${formatMoney(event.cap)}`);
    case 'budget.left':
      return `a person leaves ${event.place.scope} ${event.place.id}`.trimEnd().concat(' halted');
    case 'provider.refused':
      return `${event.session} was refused by its provider (${event.kind}): nothing new starts on credential ${event.pool}`;
    case 'model.proven':
      return `${event.model} is proven by ${event.verified} verified tasks`;
    case 'autonomy.changed':
      return `${event.session} ${event.to === 'limited' ? 'works on one task at a time from here on' : 'may use all its agents again'}: its reputation is ${(event.reputation / 1000).toFixed(2)}`;
    case 'breaker.revived':
      return `the breaker of ${event.breaker.kind} ${event.breaker.id} is ${event.to} (by ${event.by})`;
    case 'integration.began':
    case 'budget.reserved':
    case 'budget.settled':
    case 'budget.released':
    case 'budget.day-began':
    case 'task.progressed':
    case 'task.planned':
    case 'session.planned':
    case 'session.withdrawn':
      return undefined;
    default:
      return describeGuardEvent(event);
  }
}

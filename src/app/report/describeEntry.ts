import { formatMoney } from '../../domain/governor/money.ts';
import { assertNever } from '../../base/assertNever.ts';
import type { SwarmEvent } from '../../domain/task/event.ts';
import type { Actor, Cause, Entry } from '../../domain/witness/entry.ts';
import { describeEvent } from './describeEvent.ts';

/** One entry for an auditor: when, who, what, why, with what authority. Text of the ledger is not made safe for a terminal here. */
export interface DescribedEntry {
  readonly sequence: number;
  /** ISO 8601, UTC. */
  readonly when: string;
  readonly who: string;
  readonly what: string;
  readonly why: string;
  readonly authority: string;
}

export function describeEntry(entry: Entry): DescribedEntry {
  return {
    sequence: entry.sequence,
    when: new Date(entry.at).toISOString(),
    who: describeActor(entry.actor),
    what: describeEvent(entry.event, () => '')?.trim() ?? describePlain(entry.event),
    why: describeCause(entry.cause),
    authority: describeAuthority(entry.authority),
  };
}

/** The task that an event is about, a blocker's included; undefined for facts about the swarm or a session. */
export function taskOfEvent(event: SwarmEvent): string | undefined {
  if (!('task' in event)) return undefined;
  return typeof event.task === 'string' ? event.task : event.task.id;
}

function describePlain(event: SwarmEvent): string {
  switch (event.type) {
    case 'task.progressed':
      return `${event.task}: ${event.note}`;
    case 'task.planned':
      return `${event.task.id} is planned: ${event.task.title}`;
    case 'session.planned':
      return `${event.session.id} is planned as ${event.session.role}`;
    case 'session.withdrawn':
      return `${event.session} is no longer planned`;
    case 'integration.began':
      return `merging begins on ${event.branch} at ${event.head.slice(0, 10)}`;
    case 'budget.reserved':
      return `${event.session} reserved ${formatMoney(event.amount)} for a call of ${event.model} (${event.reservation})`;
    case 'budget.settled':
      return `${event.session} spent ${formatMoney(event.cost)} of ${event.reservation}${event.usage === null ? ', its worst case: nobody said what it came to' : ''}`;
    case 'budget.released':
      return `${event.session} gave ${event.reservation} back`;
    case 'budget.day-began':
      return `the day ${event.day} (UTC) begins for what may be spent`;
    default:
      return event.type;
  }
}

function describeActor(actor: Actor): string {
  switch (actor.kind) {
    case 'person':
      return `${actor.name} (person)`;
    case 'session':
      return actor.id;
    case 'integrator':
      return 'merge queue';
    case 'coordinator':
      return 'coordinator';
    default:
      return assertNever(actor);
  }
}

function describeCause(cause: Cause): string {
  return cause.kind === 'request' ? `asked by ${cause.verb}` : `follows entry ${cause.sequence} by rule ${cause.rule}`;
}

function describeAuthority({ token, epoch, policy }: Entry['authority']): string {
  const parts = [
    ...(token === null ? [] : [`token ${token.slice(0, 12)}`]),
    ...(epoch === null ? [] : [`epoch ${epoch}`]),
    ...(policy === undefined ? [] : [`policy ${policy.slice(0, 12)}`]),
  ];
  return parts.length === 0 ? 'the leading process' : parts.join(', ');
}

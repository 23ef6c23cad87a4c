import type { Facts } from './facts.ts';
import { seats, tierCeilings, walledCredential } from './plan.ts';
import { sessionsOf, type ModelCall, type Traffic } from './traffic.ts';

/** How much was at work at once: tasks over all sessions, tasks of one session, and calls of models. */
export interface AtWork {
  readonly tasks: number;
  readonly ofOneSession: number;
  readonly calls: number;
  readonly problems: readonly string[];
}

/** Whether more was ever in work, or called, than the plan's ceilings allow. */
export function checkCeilings(facts: Facts, traffic: Traffic): AtWork {
  const problems: string[] = [];
  const working = new Map<string, string>();
  let [tasks, ofOneSession] = [0, 0];
  for (const { event } of facts.all) {
    if (event.type === 'task.claimed') {
      const place = `${event.session}/${(event.agent ?? 'one').replace(/-\d+$/, '')}`;
      working.set(event.task, place);
      const places = [...working.values()];
      const beside = places.filter((each) => each === place).length;
      if (beside > ceilingOf(place)) problems.push(`${beside} tasks were in work at ${place}`);
      tasks = Math.max(tasks, places.length);
      ofOneSession = Math.max(ofOneSession, places.filter((each) => each.startsWith(`${event.session}/`)).length);
    } else if ('task' in event && typeof event.task === 'string' && endsClaim.has(event.type))
      working.delete(event.task);
  }
  let calls = 0;
  for (const call of traffic.calls) {
    const open = traffic.calls.filter((other) => other.at <= call.at && other.closedAt > call.at);
    calls = Math.max(calls, open.length);
    const placeOf = ({ task, at, tier }: ModelCall): string => `${facts.holderOf(task, at)}/${tier}`;
    const beside = open.filter((other) => placeOf(other) === placeOf(call)).length;
    if (beside > ceilingOf(placeOf(call))) problems.push(`${beside} calls of ${placeOf(call)} were open at once`);
  }
  return { tasks, ofOneSession, calls, problems };
}

const endsClaim: ReadonlySet<string> = new Set([
  'task.released',
  'task.submitted',
  'task.failed',
  'task.completed',
  'task.withdrawn',
  'blocker.reported',
]);

function ceilingOf(place: string): number {
  const [session = '', tier = ''] = place.split('/');
  if (seats.find(({ id }) => id === session)?.provider !== 'anthropic') return 1;
  return tier === 'haiku' || tier === 'sonnet' ? tierCeilings[tier] : 0;
}

/** How the swarm kept to the quota: nothing was reserved, and so nothing called, until it was there again. */
export interface WallKept {
  readonly openings: number;
  /** Entries of other sessions between the refusal and the revival. */
  readonly meanwhile: number;
  readonly problems: readonly string[];
}

export function checkWall(facts: Facts, traffic: Traffic): WallKept {
  const wall = traffic.wall();
  const refused = facts.of('provider.refused').filter(({ event }) => event.kind === 'quota');
  const [first] = refused;
  const revived = facts
    .of('breaker.revived')
    .find(({ event, sequence }) => event.breaker.id === walledCredential && sequence > (first?.sequence ?? 0));
  if (!wall || !first || !revived)
    return { openings: 0, meanwhile: 0, problems: ['the quota did not end, or it is not there again'] };
  const sessions = sessionsOf(walledCredential);
  const between = facts.all.filter(({ sequence }) => sequence > first.sequence && sequence < revived.sequence);
  const early = between.filter(({ event }) => event.type === 'budget.reserved' && sessions.includes(event.session));
  const reservations = new Set<string>();
  for (const { event, sequence } of facts.all) {
    if (sequence >= first.sequence) break;
    if (event.type === 'budget.reserved' && sessions.includes(event.session)) reservations.add(event.reservation);
    if (event.type === 'budget.settled' || event.type === 'budget.released') reservations.delete(event.reservation);
  }
  const late = traffic.calls.filter(
    ({ credential, at }) => credential === walledCredential && at > first.at && at < wall.until,
  );
  const problems = [
    ...(early.length > 0 ? [`${early.length} calls were let through while the quota was gone`] : []),
    ...(late.length > reservations.size ? [`${late.length} calls came after the refusal was known`] : []),
    ...(revived.at < wall.until ? ['the credential was used before its time'] : []),
    ...(revived.event.by === 'time' ? [] : ['somebody else than time closed the breaker']),
  ];
  const meanwhile = between.filter(({ actor }) => actor.kind === 'session' && !sessions.includes(actor.id)).length;
  return { openings: refused.length, meanwhile, problems };
}

/** Calls whose key or whose words were those of another session than the one that held the task. */
export function checkNames(facts: Facts, { calls }: Traffic): readonly string[] {
  return calls.flatMap(({ number, credential, task, told, at }) => {
    const holder = facts.holderOf(task, at);
    return [
      ...(sessionsOf(credential).includes(holder)
        ? []
        : [`call ${number} of ${holder} came with the key of ${credential}`]),
      ...(told === holder ? [] : [`call ${number} of ${holder} told its model that it works for ${told}`]),
    ];
  });
}

import type { SwarmEvent } from '../../../src/domain/task/event.ts';
import type { SessionSpec, TaskSpec } from '../../../src/domain/task/plan.ts';
import type { Entry } from '../../../src/domain/witness/entry.ts';

interface Call {
  readonly task: string;
  readonly session: string;
  needs: readonly string[];
  readonly helpers: Map<string, string>;
  readonly offers: Set<string>;
  open: boolean;
}

const mostOffers = 3;

/** The rules of help written down a second time and read against the ledger alone. Gives the first entry that breaks one. */
export function checkHelp(entries: readonly Entry[]): string | undefined {
  const walk = new HelpWalk();
  for (const { sequence, event } of entries) {
    const broken = walk.follow(event);
    if (broken !== undefined) return `entry ${sequence} (${event.type}): ${broken}`;
  }
  return undefined;
}

class HelpWalk {
  readonly #calls = new Map<string, Call>();
  readonly #sessions = new Map<string, SessionSpec>();
  readonly #tasks = new Map<string, TaskSpec>();
  /** Help tasks that are to be done, by id. */
  readonly #open = new Set<string>();
  readonly #conflicts = new Set<string>();
  #most = 0;

  follow(event: SwarmEvent): string | undefined {
    switch (event.type) {
      case 'policy.changed':
      case 'swarm.opened':
        this.#most = event.policy.maxRescuersPerBlocker;
        return undefined;
      case 'session.planned':
        this.#sessions.set(event.session.id, event.session);
        return undefined;
      case 'task.planned':
        this.#tasks.set(event.task.id, event.task);
        return undefined;
      case 'blocker.reported':
        return this.#report(event);
      case 'merge.conflicted':
        this.#conflicts.add(event.blocker);
        return undefined;
      case 'help.requested':
        return this.#request(event);
      case 'help.offered':
        return this.#offer(event);
      case 'rescue.started':
        return this.#rescue(event);
      case 'blocker.cleared': {
        if (this.#conflicts.delete(event.blocker)) return undefined;
        const call = this.#calls.get(event.blocker);
        if (!call?.open) return 'it is cleared twice';
        call.open = false;
        call.offers.clear();
        return undefined;
      }
      case 'task.withdrawn':
      case 'task.completed':
        this.#open.delete(event.task);
        return undefined;
      case 'task.failed':
        if (event.final) this.#open.delete(event.task);
        return undefined;
      case 'task.reopened':
        return this.#reopen(event.task);
      default:
        return undefined;
    }
  }

  #report({ blocker, task, session, needs, on }: Extract<SwarmEvent, { type: 'blocker.reported' }>) {
    if (on?.id === task || on?.id === session) return 'it waits for itself';
    this.#calls.set(blocker, { task, session, needs, helpers: new Map(), offers: new Set(), open: true });
    return undefined;
  }

  #request({ blocker, task, session, needs }: Extract<SwarmEvent, { type: 'help.requested' }>) {
    const known = this.#calls.get(blocker);
    if (known) {
      known.needs = needs;
      return known.open ? undefined : 'the blocker is not open';
    }
    const twice = [...this.#calls.values()].some((call) => call.open && call.task === task);
    if (twice) return `help with ${task} is asked for twice`;
    this.#calls.set(blocker, { task, session, needs, helpers: new Map(), offers: new Set(), open: true });
    return undefined;
  }

  #offer({ blocker, session, match }: Extract<SwarmEvent, { type: 'help.offered' }>) {
    const call = this.#calls.get(blocker);
    if (!call?.open) return 'the blocker is not open';
    if (call.session === session) return `${session} offers itself help`;
    if (call.offers.has(session)) return `${session} offers twice`;
    if (call.helpers.has(session)) return `${session} was taken before`;
    if (match !== this.#match(session, call)) return `${session} does not match by ${match}`;
    call.offers.add(session);
    const open = [...this.#calls.values()].filter(({ offers }) => offers.has(session)).length;
    return open > mostOffers ? `${session} has ${open} open offers` : undefined;
  }

  #rescue({ blocker, helper, match, task }: Extract<SwarmEvent, { type: 'rescue.started' }>) {
    const call = this.#calls.get(blocker);
    if (!call?.open) return 'the blocker is not open';
    if (call.helpers.has(helper)) return `${helper} is taken twice`;
    if (match !== this.#match(helper, call)) return `${helper} does not match by ${match}`;
    call.helpers.set(helper, task.id);
    call.offers.delete(helper);
    if (call.helpers.size > this.#most) return `${call.helpers.size} helpers, and ${this.#most} are allowed`;
    this.#tasks.set(task.id, task);
    this.#open.add(task.id);
    return this.#isCircular(helper) ? `${helper} helps in a circle` : undefined;
  }

  #reopen(task: string): string | undefined {
    const spec = this.#tasks.get(task);
    if (spec?.helps === undefined || spec.session === undefined) return undefined;
    this.#open.add(task);
    return this.#isCircular(spec.session) ? `${spec.session} helps in a circle again` : undefined;
  }

  #match(session: string, { task, needs }: Call): number {
    const spec = this.#tasks.get(task);
    const wanted = spec?.unblock?.capabilities ?? (needs.length > 0 ? needs : (spec?.capabilities ?? []));
    const have = this.#sessions.get(session)?.capabilities ?? [];
    return wanted.length === 0 ? 1 : 1 - wanted.filter((need) => !have.includes(need)).length / wanted.length;
  }

  /** Whether following who helps whom leads from `start` back to it. */
  #isCircular(start: string): boolean {
    const seen = new Set<string>();
    const walk = [start];
    for (let at = walk.pop(); at !== undefined; at = walk.pop()) {
      for (const { helpers, session, open } of this.#calls.values()) {
        const help = helpers.get(at);
        if (!open || help === undefined || !this.#open.has(help)) continue;
        if (session === start) return true;
        if (!seen.has(session)) walk.push(session);
        seen.add(session);
      }
    }
    return false;
  }
}

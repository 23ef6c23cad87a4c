import type { SwarmEvent } from '../../../src/domain/task/event.ts';
import type { Entry } from '../../../src/domain/witness/entry.ts';

const openMs = 60_000;

interface Seen {
  row: string[];
  /** Claims that may still be granted: none while it is open, one while it is tried. */
  state: 'closed' | 'open' | 'tried';
  since: number;
  trial: string | undefined;
}

/** The rules of breakers written down a second time: after failures in a row, or a refusal by a provider, no claim is granted until it is time. */
export function checkBreakers(entries: readonly Entry[]): string | undefined {
  const walk = new BreakerWalk();
  for (const { event, at, sequence } of entries) {
    const broken = walk.follow(event, at);
    if (broken !== undefined) return `entry ${sequence} (${event.type}): ${broken}`;
  }
  return undefined;
}

class BreakerWalk {
  readonly #sessions = new Map<string, Seen>();
  readonly #pools = new Map<string, string>();
  readonly #refused = new Map<string, number | null>();
  readonly #holders = new Map<string, string>();
  #threshold = 3;

  follow(event: SwarmEvent, at: number): string | undefined {
    switch (event.type) {
      case 'policy.changed':
      case 'swarm.opened':
        this.#threshold = event.policy.breakerThreshold;
        return undefined;
      case 'session.planned':
        this.#pools.set(event.session.id, event.session.credential ?? event.session.provider);
        return undefined;
      case 'task.claimed':
        return this.#claim(event.session, event.task);
      case 'task.released':
      case 'blocker.reported': {
        const seen = this.#held(event.task);
        if (seen?.trial === event.task) seen.trial = undefined;
        return undefined;
      }
      case 'task.completed': {
        const seen = this.#held(event.task);
        if (seen?.state === 'closed') seen.row = [];
        if (seen?.state === 'tried' && seen.trial === event.task) this.#close(seen);
        return undefined;
      }
      case 'task.failed':
        this.#fail(event.task, at);
        return undefined;
      case 'provider.refused':
        this.#refused.set(event.pool, event.until);
        return undefined;
      case 'breaker.revived':
        return this.#revive(event, at);
      default:
        return undefined;
    }
  }

  #claim(session: string, task: string): string | undefined {
    this.#holders.set(task, session);
    const seen = this.#seen(session);
    if (this.#refused.has(this.#pools.get(session) ?? '')) return `the credential of ${session} is refused`;
    if (seen.state === 'open') return `the breaker of ${session} is open`;
    if (seen.state === 'closed') return undefined;
    if (seen.trial !== undefined) return `${session} is tried with ${seen.trial} already`;
    seen.trial = task;
    return undefined;
  }

  #fail(task: string, at: number): void {
    const seen = this.#held(task);
    if (!seen || seen.state === 'open' || (seen.state === 'tried' && seen.trial !== task)) return;
    seen.row.push(task);
    const last = seen.row.slice(-Math.max(2, this.#threshold));
    const many = seen.row.length >= this.#threshold && (this.#threshold === 1 || last.some((other) => other !== task));
    if (seen.state === 'closed' && !many) return;
    Object.assign(seen, { state: 'open', since: at, trial: undefined });
  }

  #revive(event: Extract<SwarmEvent, { type: 'breaker.revived' }>, at: number): string | undefined {
    const { kind, id } = event.breaker;
    if (kind === 'command') return undefined;
    if (kind === 'pool') {
      const until = this.#refused.get(id);
      this.#refused.delete(id);
      return event.by === 'time' && (until === null || until === undefined || at < until)
        ? 'it is too early'
        : undefined;
    }
    const seen = this.#seen(id);
    const early = event.by === 'time' && (seen.state !== 'open' || at < seen.since + openMs);
    this.#close(seen);
    if (event.to === 'half-open') seen.state = 'tried';
    return early ? 'it is too early' : undefined;
  }

  #close(seen: Seen): void {
    Object.assign(seen, { state: 'closed', row: [], trial: undefined });
  }

  #held(task: string): Seen | undefined {
    const session = this.#holders.get(task);
    return session === undefined ? undefined : this.#seen(session);
  }

  #seen(session: string): Seen {
    const known = this.#sessions.get(session) ?? { row: [], state: 'closed', since: 0, trial: undefined };
    this.#sessions.set(session, known);
    return known;
  }
}

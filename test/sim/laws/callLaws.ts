import type { SwarmEvent } from '../../../src/domain/task/event.ts';
import type { Policy } from '../../../src/domain/task/plan.ts';
import type { Entry } from '../../../src/domain/witness/entry.ts';

const minuteMs = 60_000;

interface Call {
  readonly pool: string;
  readonly session: string;
  readonly task: string;
  readonly tokens: number;
  claimEnded: boolean;
}

/** What is owed to a rate: it is paid back evenly, a whole minute's worth in a minute. */
interface Debt {
  owed: number;
  at: number;
}

/**
 * The rules of calls to providers written down a second time and read against the ledger alone: never more of them at once with one credential than are allowed,
 * and never one that its rate has no room for. A call ends when it is settled or given back, or with the process that made it.
 */
export function checkCalls(entries: readonly Entry[]): string | undefined {
  const walk = new CallWalk();
  for (const { event, at, sequence, cause } of entries) {
    // What an outside agent reports was called already.
    const isAsked = cause.kind === 'request' && cause.verb === 'reserve';
    const broken = walk.follow(event, { at, isAsked });
    if (broken !== undefined) return `entry ${sequence} (${event.type}): ${broken}`;
  }
  return undefined;
}

class CallWalk {
  readonly #pools = new Map<string, string>();
  readonly #open = new Map<string, Call>();
  readonly #gone = new Set<string>();
  readonly #debts = new Map<string, Debt>();
  #limits: NonNullable<Policy['callLimits']> = {};

  follow(event: SwarmEvent, now: { readonly at: number; readonly isAsked: boolean }): string | undefined {
    switch (event.type) {
      case 'swarm.opened':
        this.#limits = event.policy.callLimits ?? {};
        return undefined;
      case 'session.planned': {
        const { id, credential, provider } = event.session;
        this.#pools.set(id, credential ?? (provider === 'mcp' ? `${id}/mcp` : provider));
        return undefined;
      }
      case 'task.released':
      case 'task.submitted':
      case 'task.failed':
      case 'blocker.reported':
        for (const call of this.#open.values()) if (call.task === event.task) call.claimEnded = true;
        return undefined;
      case 'session.joined':
        for (const [id, { session, claimEnded }] of this.#open)
          if (session === event.session && claimEnded) this.#gone.add(id);
        return undefined;
      case 'budget.reserved':
        return this.#begin(event, now);
      case 'budget.settled':
      case 'budget.released': {
        const call = this.#open.get(event.reservation);
        this.#open.delete(event.reservation);
        if (!call || (event.type === 'budget.settled' && event.usage === null)) return undefined;
        const used = event.type === 'budget.settled' && event.usage ? sum(Object.values(event.usage)) : 0;
        const debt = this.#debt(call.pool, 'tokens', now.at);
        debt.owed = Math.max(0, debt.owed - Math.max(0, call.tokens - used));
        return undefined;
      }
      default:
        return undefined;
    }
  }

  #begin(
    { reservation, session, task, tokens }: Extract<SwarmEvent, { type: 'budget.reserved' }>,
    { at, isAsked }: { readonly at: number; readonly isAsked: boolean },
  ): string | undefined {
    const pool = this.#pools.get(session) ?? '';
    const { concurrent = 10, requestsPerMinute = null, tokensPerMinute = null } = this.#limits[pool] ?? {};
    const others = [...this.#open].filter(([id, call]) => call.pool === pool && !this.#gone.has(id));
    this.#open.set(reservation, { pool, session, task, tokens: tokens ?? 0, claimEnded: false });
    const requests = this.#take(`${pool} requests`, { perMinute: requestsPerMinute, wanted: 1, at });
    const counted = this.#take(`${pool} tokens`, { perMinute: tokensPerMinute, wanted: tokens ?? 0, at });
    if (!isAsked) return undefined;
    if ((tokensPerMinute !== null) !== (tokens !== undefined))
      return 'its tokens are counted where no rate asks for it';
    if (others.length >= concurrent) return `${others.length} calls of ${pool} are under way already`;
    return requests ?? counted;
  }

  #take(
    name: string,
    { perMinute, wanted, at }: { readonly perMinute: number | null; readonly wanted: number; readonly at: number },
  ): string | undefined {
    if (perMinute === null) return undefined;
    const debt = this.#settleUntil(name, perMinute, at);
    const isOver = debt.owed + Math.min(wanted, perMinute) > perMinute + 1e-6;
    debt.owed += wanted;
    return isOver ? `${wanted} of the ${name} are more than its rate has room for` : undefined;
  }

  #debt(pool: string, what: 'tokens', at: number): Debt {
    const perMinute = this.#limits[pool]?.tokensPerMinute ?? null;
    return perMinute === null ? { owed: 0, at } : this.#settleUntil(`${pool} ${what}`, perMinute, at);
  }

  #settleUntil(name: string, perMinute: number, at: number): Debt {
    const debt = this.#debts.get(name) ?? { owed: 0, at };
    const passed = at - debt.at;
    if (passed < -minuteMs) debt.owed = 0;
    else debt.owed = Math.max(0, debt.owed - (Math.max(0, passed) * perMinute) / minuteMs);
    debt.at = at;
    this.#debts.set(name, debt);
    return debt;
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

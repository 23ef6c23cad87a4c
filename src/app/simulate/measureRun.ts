import { toDollars } from '../../domain/governor/money.ts';
import type { SwarmEvent } from '../../domain/task/event.ts';
import type { TaskSpec } from '../../domain/task/plan.ts';
import { escalationKinds, type AskedKind } from './askedKind.ts';
import type { RunTrace } from './virtualWorld.ts';

/** What one run came to; money in US dollars, times in minutes. All but what a person was asked for is read from the ledger alone. */
export interface RunFigures {
  readonly finished: boolean;
  readonly hours: number;
  readonly cost: number;
  /** Share of the cost that went into attempts and help without a result. */
  readonly waste: number;
  /** What was spent above the cap that was in force. */
  readonly overrun: number;
  readonly blockers: number;
  /** Mean time from report to clearing; undefined without a blocker. */
  readonly unblockMinutes: number | undefined;
  /** Tasks that were merged and not taken back. */
  readonly completed: number;
  /** What a person was asked for, as their inbox had it. */
  readonly asked: readonly AskedKind[];
  /** Of these the ones that the swarm came to by itself, per task. */
  readonly escalations: number;
  /** Help and searches for the cause of an error that were begun. */
  readonly rescues: number;
  /** From when a task could be claimed to its first claim: median and 95th percentile. */
  readonly waitP50: number;
  readonly waitP95: number;
  /** Tasks that two sessions held at once, and merged twice. */
  readonly races: number;
}

const minuteMs = 60_000;

export function measureRun({ entries, cap, finished, asked }: RunTrace): RunFigures {
  const walk = new Walk(cap);
  for (const { event, at } of entries) walk.follow(event, at);
  const hours = ((entries.at(-1)?.at ?? 0) - (entries[0]?.at ?? 0)) / (60 * minuteMs);
  return { finished, hours, asked, ...walk.figures(asked) };
}

class Walk {
  readonly #tasks = new Map<string, { readyAt: number; firstClaim: number | undefined }>();
  readonly #dependents = new Map<string, string[]>();
  readonly #held = new Map<string, { epoch: number; cost: number; session: string }>();
  /** What was spent on attempts that were broken off, and who can go on with them; without a session anybody. */
  readonly #left = new Map<string, { readonly cost: number; readonly session: string | undefined }>();
  readonly #done = new Map<string, number>();
  readonly #blockers = new Map<string, { since: number; cleared: number | undefined }>();
  #cost = 0;
  #wasted = 0;
  #cap: number;
  #overrun = 0;
  #rescues = 0;
  #races = 0;

  constructor(cap: number) {
    this.#cap = cap;
  }

  follow(event: SwarmEvent, at: number): void {
    switch (event.type) {
      case 'task.planned':
        this.#plan(event.task, at);
        return;
      case 'rescue.started':
      case 'recovery.started':
        this.#rescues += 1;
        return;
      case 'task.claimed': {
        if (this.#held.has(event.task) || this.#done.has(event.task)) this.#races += 1;
        this.#begin(event);
        const task = this.#tasks.get(event.task);
        if (task) task.firstClaim ??= at;
        return;
      }
      case 'budget.settled':
        this.#pay(event);
        return;
      case 'budget.set':
        if (event.place.scope === 'swarm' && event.cap !== null) this.#cap = toDollars(event.cap);
        return;
      case 'task.released':
        this.#breakOff(event);
        return;
      case 'task.failed':
      case 'task.withdrawn':
        this.#end(event.task, false);
        return;
      case 'task.reopened':
        this.#done.delete(event.task);
        return;
      case 'task.completed':
        this.#complete(event.task, at);
        return;
      case 'blocker.reported':
        this.#end(event.task, true);
        this.#blockers.set(event.blocker, { since: at, cleared: undefined });
        return;
      case 'blocker.cleared': {
        const blocker = this.#blockers.get(event.blocker);
        if (blocker) blocker.cleared = at;
        return;
      }
      default:
    }
  }

  figures(asked: readonly AskedKind[]): Omit<RunFigures, 'finished' | 'hours' | 'asked'> {
    const blockers = [...this.#blockers.values()];
    const times = blockers.flatMap(({ since, cleared }) =>
      cleared === undefined ? [] : [(cleared - since) / minuteMs],
    );
    const waits = [...this.#tasks.values()]
      .flatMap(({ readyAt, firstClaim }) => (firstClaim === undefined ? [] : [(firstClaim - readyAt) / minuteMs]))
      .sort((a, b) => a - b);
    const left = [...this.#left.values()].reduce((sum, { cost }) => sum + cost, 0);
    const escalations = asked.filter((kind) => escalationKinds.includes(kind)).length;
    return {
      cost: this.#cost,
      waste: this.#cost > 0 ? (this.#wasted + left) / this.#cost : 0,
      overrun: this.#overrun,
      blockers: blockers.length,
      unblockMinutes: times.length > 0 ? times.reduce((sum, time) => sum + time, 0) / times.length : undefined,
      completed: [...this.#tasks.keys()].filter((id) => this.#done.has(id)).length,
      escalations: escalations / Math.max(1, this.#tasks.size),
      rescues: this.#rescues,
      waitP50: waits[Math.floor(waits.length * 0.5)] ?? 0,
      waitP95: waits[Math.floor(waits.length * 0.95)] ?? 0,
      races: this.#races,
    };
  }

  /** A call that is settled after its claim has ended was for nothing unless the claim had a result. */
  #pay({ task, epoch, cost }: Extract<SwarmEvent, { type: 'budget.settled' }>): void {
    const amount = toDollars(cost);
    this.#cost += amount;
    this.#overrun = Math.max(this.#overrun, this.#cost - this.#cap);
    const held = this.#held.get(task);
    if (held?.epoch === epoch) held.cost += amount;
    else this.#wasted += amount;
  }

  /** Whoever goes on with a conversation, or with what was handed over, wastes nothing of it. */
  #begin({ task, epoch, session }: Extract<SwarmEvent, { type: 'task.claimed' }>): void {
    const left = this.#left.get(task);
    const goesOn = left !== undefined && (left.session ?? session) === session;
    if (left && !goesOn) this.#wasted += left.cost;
    this.#left.delete(task);
    this.#held.set(task, { epoch, cost: goesOn ? left.cost : 0, session });
  }

  #breakOff({ task, reason }: Extract<SwarmEvent, { type: 'task.released' }>): void {
    const held = this.#held.get(task);
    if (held) this.#left.set(task, { cost: held.cost, session: reason === 'stalled' ? undefined : held.session });
    this.#held.delete(task);
  }

  #end(task: string, useful: boolean): void {
    const held = this.#held.get(task);
    if (held && !useful) this.#wasted += held.cost;
    this.#held.delete(task);
  }

  #complete(task: string, at: number): void {
    if (this.#done.has(task)) this.#races += 1;
    this.#end(task, true);
    this.#done.set(task, at);
    for (const id of this.#dependents.get(task) ?? []) {
      const waiting = this.#tasks.get(id);
      if (waiting) waiting.readyAt = at;
    }
  }

  #plan({ id, dependsOn }: TaskSpec, at: number): void {
    this.#tasks.set(id, { readyAt: at, firstClaim: undefined });
    for (const needed of dependsOn) {
      const known = this.#dependents.get(needed);
      if (known) known.push(id);
      else this.#dependents.set(needed, [id]);
    }
  }
}

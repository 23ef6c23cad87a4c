import { toDollars } from '../../domain/governor/money.ts';
import type { SwarmEvent } from '../../domain/task/event.ts';
import type { TaskSpec } from '../../domain/task/plan.ts';
import type { RunTrace } from './virtualWorld.ts';

/** What one run came to; money in US dollars, times in minutes. Read from the ledger alone. */
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
  /** Times that a person was asked, per task: failures for good, caps reached, blockers that nobody was fit to help with. */
  readonly escalations: number;
  /** From when a task could be claimed to its first claim: median and 95th percentile. */
  readonly waitP50: number;
  readonly waitP95: number;
  /** Tasks that two sessions held at once, and merged twice. */
  readonly races: number;
}

const minuteMs = 60_000;

export function measureRun({ entries, cap, finished }: RunTrace): RunFigures {
  const walk = new Walk(cap);
  for (const { event, at } of entries) walk.follow(event, at);
  const hours = ((entries.at(-1)?.at ?? 0) - (entries[0]?.at ?? 0)) / (60 * minuteMs);
  return { finished, hours, ...walk.figures() };
}

class Walk {
  readonly #tasks = new Map<string, { spec: TaskSpec; readyAt: number; firstClaim: number | undefined }>();
  readonly #held = new Map<string, { epoch: number; cost: number }>();
  readonly #done = new Map<string, number>();
  readonly #blockers = new Map<string, { since: number; cleared: number | undefined; helped: boolean }>();
  #cost = 0;
  #wasted = 0;
  #cap: number;
  #overrun = 0;
  #asked = 0;
  #races = 0;

  constructor(cap: number) {
    this.#cap = cap;
  }

  follow(event: SwarmEvent, at: number): void {
    switch (event.type) {
      case 'task.planned':
        this.#tasks.set(event.task.id, { spec: event.task, readyAt: at, firstClaim: undefined });
        return;
      case 'rescue.started': {
        const blocker = this.#blockers.get(event.blocker);
        if (blocker) blocker.helped = true;
        return;
      }
      case 'task.claimed': {
        if (this.#held.has(event.task) || this.#done.has(event.task)) this.#races += 1;
        this.#held.set(event.task, { epoch: event.epoch, cost: 0 });
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
      case 'budget.halted':
        this.#asked += 1;
        return;
      case 'task.failed':
        if (event.final) this.#asked += 1;
        this.#end(event.task, false);
        return;
      case 'task.released':
        this.#end(event.task, false);
        return;
      case 'task.withdrawn':
        this.#end(event.task, false);
        return;
      case 'task.completed':
        this.#complete(event.task, at);
        return;
      case 'blocker.reported':
        this.#end(event.task, true);
        this.#blockers.set(event.blocker, { since: at, cleared: undefined, helped: false });
        return;
      case 'blocker.cleared': {
        const blocker = this.#blockers.get(event.blocker);
        if (blocker) blocker.cleared = at;
        return;
      }
      default:
    }
  }

  figures(): Omit<RunFigures, 'finished' | 'hours'> {
    const blockers = [...this.#blockers.values()];
    const times = blockers.flatMap(({ since, cleared }) =>
      cleared === undefined ? [] : [(cleared - since) / minuteMs],
    );
    const waits = [...this.#tasks.values()]
      .flatMap(({ readyAt, firstClaim }) => (firstClaim === undefined ? [] : [(firstClaim - readyAt) / minuteMs]))
      .sort((a, b) => a - b);
    const alone = blockers.filter(({ helped }) => !helped).length;
    return {
      cost: this.#cost,
      waste: this.#cost > 0 ? this.#wasted / this.#cost : 0,
      overrun: this.#overrun,
      blockers: blockers.length,
      unblockMinutes: times.length > 0 ? times.reduce((sum, time) => sum + time, 0) / times.length : undefined,
      escalations: (this.#asked + alone) / Math.max(1, this.#tasks.size),
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

  #end(task: string, useful: boolean): void {
    const held = this.#held.get(task);
    if (held && !useful) this.#wasted += held.cost;
    this.#held.delete(task);
  }

  #complete(task: string, at: number): void {
    if (this.#done.has(task)) this.#races += 1;
    this.#end(task, true);
    this.#done.set(task, at);
    for (const waiting of this.#tasks.values()) {
      if (waiting.spec.dependsOn.some((id) => id === task)) waiting.readyAt = at;
    }
  }
}

import type { Result } from '../../base/result.ts';
import { fromDollars } from '../../domain/governor/money.ts';
import { defaultPolicy, type Policy, type SwarmPlan, type TaskSpec } from '../../domain/task/plan.ts';
import { taskId, type BlockerId } from '../../domain/task/ids.ts';
import type { Signer } from '../../domain/witness/checkpoint.ts';
import type { Entry } from '../../domain/witness/entry.ts';
import type { WitnessPrimitives } from '../../domain/witness/primitives.ts';
import type { AnswerOf } from '../../protocol/coordinatorClient.ts';
import type { Problem, Request } from '../../protocol/verbs.ts';
import { Coordinator } from '../coordinator/coordinator.ts';
import type { Principal } from '../coordinator/principal.ts';
import { Sealer } from '../witness/sealer.ts';
import { drawSwarm, type DrawnSwarm } from './drawSwarm.ts';
import type { AskedKind } from './askedKind.ts';
import type { Knobs } from './knobs.ts';
import { Scheduler } from './scheduler.ts';
import { VolatileLedger } from './volatileLedger.ts';

/** What a simulation needs of the place that it runs in. */
export interface SimulationTools {
  readonly primitives: WitnessPrimitives;
  /** Resolves when every promise that could has gone on: a turn of the event loop. */
  readonly settle: () => Promise<void>;
}

/** Everything that a run follows from. */
export interface DrawnBy {
  readonly knobs: Knobs;
  readonly seed: number;
  readonly governed: boolean;
}

/** What one run left behind. */
export interface RunTrace {
  readonly entries: readonly Entry[];
  /** US dollars. */
  readonly cap: number;
  readonly finished: boolean;
  /** What a person was asked for. */
  readonly asked: readonly AskedKind[];
}

/** Mean cost of a model call as `VirtualSession` draws it, US dollars: 40,000 prompt and 2,250 output tokens of the middle tier. */
const meanCallCost = 0.1025;

/** What the parts of one virtual swarm share: the real coordinator, virtual time, and what is true whoever knows it. */
export class VirtualWorld {
  readonly knobs: Knobs;
  readonly seed: number;
  readonly drawn: DrawnSwarm;
  readonly scheduler: Scheduler;
  readonly coordinator: Coordinator;
  readonly #ledger = new VolatileLedger();
  readonly #end = new AbortController();
  readonly #plan: SwarmPlan;
  readonly #cap: number;
  /** Tasks whose blocker was reported: the next attempt goes on from there. */
  readonly resolved = new Set<string>();
  /** Open blockers that only a person can remove. */
  readonly ofPeople = new Set<string>();
  /** What a person was asked for so far. */
  readonly asked: AskedKind[] = [];
  readonly #tasks: ReadonlyMap<string, TaskSpec>;
  /** Commits that hold good work. */
  readonly #good = new Set<string>();
  readonly #kept = new Map<string, { readonly session: string | undefined; readonly calls: number }>();
  #commits = 0;
  fault: unknown;

  constructor(asked: DrawnBy, { primitives, settle }: SimulationTools) {
    const { knobs, seed, governed } = asked;
    this.knobs = knobs;
    this.seed = seed;
    this.drawn = drawSwarm(knobs, seed);
    this.scheduler = new Scheduler(settle);
    const calls = [...this.drawn.truths.values()].reduce((sum, truth) => sum + truth.calls, 0);
    this.#cap = Math.ceil(calls * meanCallCost * knobs.budget * 100) / 100;
    const { sessions, tasks } = this.drawn;
    this.#tasks = new Map(tasks.map((task) => [task.id, task]));
    const policy = governed ? governedPolicy(this.#cap) : ungoverned;
    this.#plan = { name: 'simulated', integrationBranch: 's2/simulated', sessions, tasks, policy };
    const signer = unsigned;
    const createSealer = (): Sealer => new Sealer({ primitives, signer, origin: 'simulated/ledger' });
    this.coordinator = new Coordinator({ ledger: this.#ledger, createSealer, clock: this.scheduler });
  }

  /** Plans the drawn swarm. */
  async open(): Promise<void> {
    await this.coordinator.adopt(this.#plan);
  }

  /** Notes a fault of the simulation itself; the run ends there. */
  fail(cause: unknown): void {
    this.fault ??= cause;
  }

  /** Ends everybody's waiting, and gives what is in the ledger. */
  close(): RunTrace {
    const finished = this.coordinator.stage() === 'finished';
    this.#end.abort();
    this.coordinator.dispose();
    const entries = this.#ledger.entries.map(({ body }) => JSON.parse(body) as Entry);
    return { entries, cap: this.#cap, finished, asked: this.asked };
  }

  /** Asks the coordinator. What nobody of the swarm may ask is a fault of the simulation: nothing of it would come true. */
  async ask<R extends Request>(request: R, principal: Principal): Promise<Result<AnswerOf<R['verb']>, Problem>> {
    const answer = await this.coordinator.handle(request, { principal, signal: this.#end.signal });
    if (!answer.ok && answer.error.code === 'forbidden') this.fail(new Error(answer.error.message));
    return answer;
  }

  /** Asks without waiting for the answer; a fault ends the run. */
  send(request: Request, principal: Principal): void {
    this.ask(request, principal).catch((cause: unknown) => this.fail(cause));
  }

  /** Notes that so many calls of work on a task are there to go on with, for `session` or, without, for anybody. */
  keep(task: string, session: string | undefined, calls: number): void {
    this.#kept.set(task, { session, calls });
  }

  /** How many calls of work the session finds when it begins with the task. */
  takeKept(task: string, session: string): number {
    const kept = this.#kept.get(task);
    this.#kept.delete(task);
    return kept && (kept.session ?? session) === session ? kept.calls : 0;
  }

  /** What a task of the plan needs, or one that was planned since. */
  needsOf(task: string): readonly string[] {
    const spec = this.#tasks.get(task) ?? this.coordinator.state.tasks.get(taskId(task))?.spec;
    return spec?.capabilities ?? [];
  }

  /** The open blocker on a task. */
  blockerOf(task: string): string | undefined {
    return [...(this.coordinator.state.tasks.get(taskId(task))?.blockers ?? [])].at(-1);
  }

  /** Whoever was blocked has found a way without help; nothing happens when help was faster. */
  findWay(blocker: BlockerId): void {
    const known = this.coordinator.state.blockers.get(blocker);
    if (known && !known.cleared)
      this.send({ verb: 'clearBlocker', blocker }, { kind: 'person', name: 'blocked', token: null });
  }

  /** Resolves after so much virtual time. */
  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.scheduler.after(ms, resolve);
    });
  }

  /** Makes a commit; whether it is good is seen only by whoever verifies it. */
  commit(good: boolean): string {
    const commit = (this.#commits += 1).toString(16).padStart(40, '0');
    if (good) this.#good.add(commit);
    return commit;
  }

  verifies(commit: string): boolean {
    return this.#good.has(commit);
  }
}

function governedPolicy(cap: number): Policy {
  return { ...defaultPolicy, caps: { swarm: fromDollars(cap), day: null, task: null } };
}

/** Anybody takes anything, nobody helps, nothing stops: what is left is the ledger with its claims and leases. */
const ungoverned: Policy = {
  ...defaultPolicy,
  minCapabilityMatch: 0,
  maxRescuersPerBlocker: 0,
  maxAttempts: 1_000,
  breakerThreshold: 1_000,
};

/** Nobody outside sees a simulated ledger, so nobody is to be convinced. */
const unsigned: Signer = { name: 'simulated', publicKey: new Uint8Array(32), sign: () => new Uint8Array(64) };

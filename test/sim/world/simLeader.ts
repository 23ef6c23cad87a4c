import { nodePrimitives } from '../../../src/adapters/signing/nodePrimitives.ts';
import { Coordinator } from '../../../src/app/coordinator/coordinator.ts';
import { TokenService } from '../../../src/app/coordinator/tokenService.ts';
import { checkBalances } from '../../../src/app/ports/ledger.ts';
import { Sealer } from '../../../src/app/witness/sealer.ts';
import type { SwarmPlan } from '../../../src/domain/task/plan.ts';
import type { SealedEntry } from '../../../src/domain/witness/entry.ts';
import { simSigner } from './simSigner.ts';
import { SimStore } from './simStore.ts';
import { checkClaimsOf, checkLimitsOf } from '../laws/planLaws.ts';
import type { World } from './world.ts';

export const silentMs = 6_000;

/** Names a command of the session, which may have the session's token and is not its runner. */
export const commandOf = (session: string): string => `a command of ${session}`;

/** One life of the leading process: the real coordinator on the simulated disk, from opening the ledger to its crash. */
export class SimLeader {
  readonly coordinator: Coordinator;
  readonly service: TokenService;
  readonly #world: World;
  readonly #store: SimStore;
  readonly #heard = new Map<string, number>();
  readonly #tokens = new Map<string, string>();
  #dead = false;
  /** The plan that was taken over last; undefined while that is not known. */
  #wanted: SwarmPlan | undefined;
  /** Plans that are about to be taken over, in their order. */
  #coming: readonly SwarmPlan[] = [];
  #last: number;

  constructor(world: World) {
    const { scheduler, random, faults, disk } = world;
    this.#world = world;
    this.#store = new SimStore({
      disk,
      scheduler,
      random,
      faults,
      step: (point) => world.step(point, this),
      decided: ({ entries, balances }) => {
        const overspent = checkBalances(balances ?? []);
        if (overspent) world.fail(`money: ${overspent.message}`);
        this.#checkLeases(entries);
        // What a leader that was replaced decides is never written.
        if (world.leader !== this) return;
        const wasReverted = (task: string): boolean =>
          disk.entries.some(({ body }) => body.includes('"type":"task.reverted"') && body.includes(`"task":"${task}"`));
        const strange = checkClaimsOf(entries, this.#plans(), this.coordinator.state, wasReverted);
        const limits = checkLimitsOf(entries, this.#plans(), this.coordinator.state);
        if ((strange ?? limits) !== undefined) world.fail(`plan: ${strange ?? limits}`);
      },
    });
    const createSealer = (): Sealer =>
      new Sealer({ primitives: nodePrimitives, signer: simSigner, origin: 'sim/ledger' });
    const health = { warningMs: silentMs / 2, silentMs };
    // Pages so small that the past is many of them.
    const page = { entries: 7, characters: 4_000 };
    this.coordinator = new Coordinator({ ledger: this.#store, createSealer, clock: scheduler, health, page });
    this.#last = this.coordinator.state.sequence;
    this.coordinator.subscribe(this.#last, (sealed) => this.#follow(sealed));
    this.coordinator.onChange(() => world.changed(this));
    this.service = new TokenService(this.coordinator, {
      tokenOf: (name) => `token-of-${name}`,
      fingerprint: (token) => `print-of-${token}`,
    });
  }

  get isDead(): boolean {
    return this.#dead;
  }

  /** Whether clients are let in. */
  get isOpen(): boolean {
    return this.#tokens.size > 0;
  }

  /** Brings the ledger up to the plan and lets clients in. */
  async open(plan: SwarmPlan): Promise<void> {
    await this.coordinator.adopt(plan, 'c'.repeat(40));
    this.#wanted = plan;
    this.#letIn(plan.sessions.map(({ id }) => id));
  }

  /** Takes over documents that changed meanwhile. */
  async follow(plan: SwarmPlan): Promise<void> {
    const waits = this.coordinator.state.unfinished === 0;
    this.#coming = [...this.#coming, plan];
    await this.coordinator.plan.follow(plan);
    this.#coming = this.#coming.slice(this.#coming.indexOf(plan) + 1);
    // A swarm that has finished takes over nothing new before its next launch.
    this.#wanted = waits ? undefined : plan;
  }

  /** The plans that may count: what is decided together with a change may be decided before or after it. */
  #plans(): readonly SwarmPlan[] {
    return this.#wanted ? [this.#wanted, ...this.#coming] : [];
  }

  /** Goes on from what was led a moment ago, as the agent host does: no plan is read, nobody's claim ends. */
  takeOver(): void {
    this.#letIn(this.coordinator.state.sessions.keys());
    this.coordinator.expectAll();
  }

  #letIn(sessions: Iterable<string>): void {
    for (const id of sessions) {
      this.#tokens.set(id, this.service.grant({ kind: 'session', session: id, runner: true }));
      this.#tokens.set(commandOf(id), this.service.grant({ kind: 'session', session: id }));
    }
    this.#tokens.set('merge-queue', this.service.grant({ kind: 'integrator' }));
    this.#tokens.set('person', this.service.grant({ kind: 'person', name: 'tester' }));
  }

  tokenOf(client: string): string {
    return this.#tokens.get(client) ?? 'unknown';
  }

  /** Notes that the leader has had a message of a client. */
  hear(client: string): void {
    this.#heard.set(client, this.#world.scheduler.monotonic());
  }

  crash(): void {
    if (this.#dead) return;
    this.#dead = true;
    this.#store.crash();
    this.coordinator.dispose();
  }

  /** The push law: a subscriber gets every entry once and in order. */
  #follow({ entry }: Pick<SealedEntry, 'entry'>): void {
    if (entry.sequence !== this.#last + 1)
      this.#world.fail(`push: entry ${entry.sequence} was pushed after ${this.#last}`);
    this.#last = entry.sequence;
  }

  /** The lease law: nobody loses a claim who was heard of within the lease. */
  #checkLeases(entries: readonly SealedEntry[]): void {
    const now = this.#world.scheduler.monotonic();
    for (const { entry } of entries) {
      if (entry.event.type !== 'task.released' || entry.event.reason !== 'lease-expired') continue;
      const holder = this.#world.holderOf(entry.event.task, entry.event.epoch, entries);
      const heard = holder === undefined ? undefined : this.#heard.get(holder);
      if (heard !== undefined && now - heard <= silentMs)
        this.#world.fail(`lease: ${holder} lost ${entry.event.task} ${now - heard} ms after it was heard of`);
    }
  }
}

import { promisesSettled } from '../../../src/adapters/system/promisesSettled.ts';
import { LedgerError } from '../../../src/app/ports/ledger.ts';
import type { Result } from '../../../src/base/result.ts';
import { agentCeiling } from '../../../src/domain/task/decideClaim.ts';
import type { SwarmPlan } from '../../../src/domain/task/plan.ts';
import type { SealedEntry } from '../../../src/domain/witness/entry.ts';
import type { Problem, Request } from '../../../src/protocol/verbs.ts';
import { Random } from '../../support/random.ts';
import { checkState } from '../laws/stateLaws.ts';
import { verifyDisk } from '../laws/witnessLaws.ts';
import { Disk } from './disk.ts';
import { Faults } from './faults.ts';
import { History } from './history.ts';
import { changePlan, randomPlan } from './randomPlan.ts';
import { Scheduler } from './scheduler.ts';
import type { SimClient } from './simClient.ts';
import { commandOf, SimLeader } from './simLeader.ts';
import { SimMergeQueue } from './simMergeQueue.ts';
import { SimPerson } from './simPerson.ts';
import { SimSession } from './simSession.ts';
import { SimSubscriber } from './simSubscriber.ts';

/** A message on its way to the leader. */
export interface Message {
  readonly from: SimClient;
  readonly request: Request;
  readonly key: string | undefined;
  readonly signal: AbortSignal;
  readonly answer: (result: Result<unknown, Problem>) => void;
}

/** Everything of one simulated swarm: time, chance, disk, network, the leader of the moment and its clients. */
export class World {
  readonly random: Random;
  readonly faults: Faults;
  readonly scheduler = new Scheduler(promisesSettled);
  readonly disk = new Disk();
  readonly history = new History();
  /** Whether its sessions block each other, offer and ask without end, and help without doing anything. */
  readonly isQuarrelsome: boolean;
  plan: SwarmPlan;
  /** Whether two leaders lived at the same time. */
  hadZombie = false;
  /** The first law that was broken, if any. */
  broken: string | undefined;
  leader: SimLeader | undefined;
  /** Rises with each change of the leader's state. */
  changes = 0;
  /** The change after which the end of the run was last looked for. */
  checked = -1;
  /** The state at the end, when all of it was on the disk. */
  lived: string | undefined;
  readonly subscribers: readonly SimSubscriber[];
  /** Leaders that were cut off and go on for a while. */
  readonly #zombies: SimLeader[] = [];
  readonly #sessions = new Map<string, SimSession>();
  /** Sessions that never come back. */
  readonly gone = new Set<string>();
  /** Those of them whose end the host has noticed: it tells every leader. */
  readonly #noticed = new Set<string>();

  constructor(seed: number) {
    this.random = new Random(seed);
    this.faults = new Faults(this.random);
    this.isQuarrelsome = this.random.chance(0.2);
    this.plan = randomPlan(this.random);
    this.subscribers = [1, 2].map((at) => new SimSubscriber(this, seed * 3 + at));
  }

  start(): void {
    this.#boot();
    new SimMergeQueue(this, 'merge-queue').start();
    new SimPerson(this, 'person').start();
    for (const subscriber of this.subscribers) subscriber.start();
  }

  /** Notes the first broken law; the run ends there. */
  fail(law: string): void {
    this.broken ??= law;
  }

  /** Runs a part of a client; what it throws is a broken law. */
  run(life: Promise<void>): void {
    life.catch((cause: unknown) => this.fail(`thrown: ${cause instanceof Error ? cause.stack : String(cause)}`));
  }

  /** A place where the leader's process may die, or be cut off and go on as a zombie. */
  step(_point: 'append' | 'durable' | 'reply' | 'deliver', leader: SimLeader): void {
    if (leader !== this.leader || !this.faults.crashesLeader(this.random)) return;
    this.leader = undefined;
    if (this.faults.zombies && this.random.chance(0.5)) {
      this.hadZombie = true;
      this.#zombies.push(leader);
      this.scheduler.after(this.random.below(4_000), () => leader.crash());
    } else leader.crash();
    this.scheduler.after(50 + this.random.below(1_500), () => this.#boot());
  }

  deliver({ from, request, key, signal, answer }: Message): void {
    const zombie = this.#zombies.at(-1);
    const leader = zombie?.isDead === false && this.random.chance(0.3) ? zombie : this.leader;
    if (!leader || leader.isDead) return;
    const byCommand = request.verb === 'complete' && this.random.chance(0.1);
    const access = leader.service.authenticate(leader.tokenOf(byCommand ? commandOf(from.name) : from.name));
    if (!access) return;
    leader.hear(from.name);
    this.step('deliver', leader);
    if (leader.isDead) return;
    const reply = (result: Result<unknown, Problem>): void => {
      this.step('reply', leader);
      if (leader.isDead || this.faults.losesMessage(this.random)) return;
      this.scheduler.after(this.random.below(this.faults.maxDelayMs), () => answer(result));
    };
    access
      .handle(request, key === undefined ? { signal } : { key, signal })
      .then(reply, (cause: unknown) => {
        if (!(cause instanceof LedgerError)) this.fail(`thrown: ${String(cause)}`);
        reply({ ok: false, error: { code: 'fault', message: String(cause) } });
      })
      .catch((cause: unknown) => this.fail(`thrown: ${String(cause)}`));
  }

  /** The host tells the leader that a runner has ended; now and then it does not notice. */
  noteEnd(session: string): void {
    if (this.random.chance(0.7)) this.leader?.coordinator.lose(session, false, 'it died');
  }

  /** The session never comes back; now and then the host does not notice. */
  loseForGood(session: string): void {
    this.gone.add(session);
    if (this.random.chance(0.7)) this.#noticed.add(session);
    this.#tellLost();
  }

  #tellLost(): void {
    for (const session of this.#noticed) this.leader?.coordinator.lose(session, true, 'it never comes back');
  }

  changed(leader: SimLeader): void {
    this.changes += 1;
    const broken = checkState(leader.coordinator.state);
    if (broken !== undefined) this.fail(`state: ${broken}`);
  }

  /** The session that held `task` at `epoch`, by the disk and by what is being written. */
  holderOf(task: string, epoch: number, writing: readonly SealedEntry[]): string | undefined {
    const stored = this.disk.entries.map(({ body }) => (JSON.parse(body) as SealedEntry['entry']).event);
    const events = [...stored, ...writing.map(({ entry }) => entry.event)];
    const claimed = events.find(
      (event) => event.type === 'task.claimed' && event.task === task && event.epoch === epoch,
    );
    return claimed?.type === 'task.claimed' ? claimed.session : undefined;
  }

  /** Somebody works on the documents while the swarm runs; every leader follows them. */
  async changeDocuments(): Promise<void> {
    const { leader } = this;
    if (!leader?.isOpen || leader.isDead) return;
    this.plan = changePlan(this.random, this.plan);
    try {
      await leader.follow(this.plan);
    } catch (cause) {
      if (!(cause instanceof LedgerError)) throw cause;
    }
  }

  #boot(): void {
    const unsound = verifyDisk(this.disk);
    if (unsound !== undefined) {
      this.fail(`witness: the ledger does not open: ${unsound}`);
      return;
    }
    const leader = new SimLeader(this);
    this.leader = leader;
    if (leader.coordinator.state.opened && !this.faults.isCalm && this.random.chance(0.5)) {
      const before = this.disk.entries.length;
      leader.takeOver();
      if (this.disk.entries.length !== before) this.fail('take-over: a fact was recorded though nothing had happened');
      this.#admit(leader);
      return;
    }
    if (this.disk.entries.length > 0 && !this.faults.isCalm && this.random.chance(0.6))
      this.plan = changePlan(this.random, this.plan);
    const again = (): void => {
      leader.crash();
      if (this.leader === leader) this.scheduler.after(100, () => this.#boot());
    };
    this.run(leader.open(this.plan).then(() => this.#admit(leader), again));
  }

  /** New sessions of the plan start; those that are there already notice nothing but a lost connection. */
  #admit(leader: SimLeader): void {
    for (const { id } of this.plan.sessions) {
      const known = leader.coordinator.state.sessions.get(id);
      if (this.#sessions.has(id) || !known) continue;
      const session = new SimSession(this, id);
      this.#sessions.set(id, session);
      session.start(agentCeiling(known));
    }
    this.#tellLost();
  }

  /** Nothing goes wrong from now on: who stands still goes on. */
  calm(): void {
    this.faults.calm();
    for (const session of this.#sessions.values()) session.thaw();
    // A zombie may grant or refuse what the true leader knows better; only a restart takes such a claim back.
    for (const zombie of this.#zombies) zombie.crash();
    if (!this.hadZombie || !this.leader) return;
    this.leader.crash();
    this.leader = undefined;
    this.#boot();
  }
}

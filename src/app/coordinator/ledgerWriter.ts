import { Emitter } from '../../base/emitter.ts';
import { isGoverned } from '../../domain/governor/governed.ts';
import { applyEvent } from '../../domain/task/applyEvent.ts';
import type { SwarmEvent } from '../../domain/task/event.ts';
import type { Policy } from '../../domain/task/plan.ts';
import type { Decision, Refusal } from '../../domain/task/refusal.ts';
import { createSwarmState, type SwarmState } from '../../domain/task/swarmState.ts';
import type { SealedEntry } from '../../domain/witness/entry.ts';
import { LedgerError, type Ledger } from '../ports/ledger.ts';
import { AnsweredRequests } from './answeredRequests.ts';
import type { EntryContext, Sealer } from '../witness/sealer.ts';
import { takeBalances } from './balances.ts';
import { foldEntry, readLedger } from './readLedger.ts';

/** A request for facts: what to decide, and on whose behalf. */
export interface Proposal {
  readonly decide: (state: SwarmState, now: number) => Decision<SwarmEvent>;
  readonly context: Omit<EntryContext, 'at'>;
}

export type Outcome =
  | { readonly accepted: true; readonly entries: readonly SealedEntry[] }
  | { readonly accepted: false; readonly refusal: Refusal };

/** What follows by itself from a state after new facts; called until nothing more follows. */
export type Consequences = (
  state: SwarmState,
) => { readonly rule: string; readonly events: readonly SwarmEvent[] } | undefined;

interface Waiting {
  readonly proposal: Proposal;
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (cause: unknown) => void;
}

/** Resolves when the requests that arrive together have arrived, so that they can share a commit. */
export type Gather = () => Promise<void>;

/** Gathers what is asked for in one go, and nothing that is still on its way through the event loop. */
export const nextMicrotask: Gather = () => Promise.resolve();

export interface LedgerWriterOptions {
  readonly ledger: Ledger;
  readonly createSealer: () => Sealer;
  readonly now: () => number;
  readonly consequences: Consequences;
  /** What follows from the facts of one proposal, which are in the state already, and has to stand before the next one is decided. */
  readonly settle?: (state: SwarmState, facts: readonly SwarmEvent[]) => readonly SwarmEvent[];
  readonly gather: Gather;
}

/** At most this many proposals share one durable commit and one signature. */
const maxBatch = 256;

/**
 * The only writer of a ledger and the owner of the state folded from it. Proposals are decided one after the other; those that
 * came while a commit was under way share the next one. An outcome is given only after its facts are durable.
 */
export class LedgerWriter {
  readonly #options: LedgerWriterOptions;
  readonly #committed = new Emitter<readonly SealedEntry[]>();
  readonly #faulted = new Emitter<LedgerError>();
  /** Requests with a key that have no outcome yet. */
  readonly #underWay = new Map<string, Promise<Outcome>>();
  readonly #answered: AnsweredRequests;
  #queue: Waiting[] = [];
  #running: Promise<void> | undefined;
  /** Set when the ledger could not even be read again: nothing can be decided any more. */
  #broken: LedgerError | undefined;
  #state: SwarmState = createSwarmState();
  #sealer: Sealer;
  #durable = 0;

  /** Fires after each durable commit with its entries, in order. */
  readonly onCommit = this.#committed.event;
  /** Fires when a commit could not be made; its proposals were rejected and the state is that of the ledger again. */
  readonly onFault = this.#faulted.event;

  /** Folds the ledger. Throws LedgerError when it cannot be read. */
  constructor(options: LedgerWriterOptions) {
    this.#options = options;
    this.#sealer = options.createSealer();
    this.#answered = new AnsweredRequests(options.ledger);
    this.#load();
  }

  get state(): SwarmState {
    return this.#state;
  }

  /** The highest sequence that is known to be durable: the state runs ahead of it while a commit is under way. */
  get durable(): number {
    return this.#durable;
  }

  /** The hash by which entries name a policy: SHA-256 of its canonical JSON, hex. */
  hashOf(policy: Policy): string {
    return this.#sealer.fingerprint(policy);
  }

  /** Decides and commits. The same key gives the first outcome again. Rejects with LedgerError when nothing could be made durable. */
  async propose(proposal: Proposal): Promise<Outcome> {
    const { key } = proposal.context;
    if (key === null) return this.#enqueue(proposal);
    const known = this.recall(key);
    if (known) return known;
    const outcome = this.#enqueue(proposal);
    this.#underWay.set(key, outcome);
    // What had an effect is in the ledger now; a refusal or a fault had none, so the same key may be tried again.
    const forget = (): void => void this.#underWay.delete(key);
    outcome.then(forget, forget);
    return outcome;
  }

  /** What a proposal with this key leads to or has led to; undefined when there was none, or it had no effect. */
  recall(key: string | null): Promise<Outcome> | undefined {
    if (key === null) return undefined;
    const known = this.#underWay.get(key);
    if (known) return known;
    const entries = this.#answered.find(key);
    return entries && Promise.resolve({ accepted: true, entries });
  }

  /** Resolves when everything proposed so far has its outcome. */
  async idle(): Promise<void> {
    while (this.#running) await this.#running;
  }

  #enqueue(proposal: Proposal): Promise<Outcome> {
    if (this.#broken) return Promise.reject(this.#broken);
    return new Promise((resolve, reject) => {
      this.#queue.push({ proposal, resolve, reject });
      this.#running ??= this.#drain();
    });
  }

  async #drain(): Promise<void> {
    while (this.#queue.length > 0) {
      await this.#options.gather();
      await this.#commit(this.#queue.splice(0, maxBatch));
    }
    this.#running = undefined;
  }

  async #commit(proposed: readonly Waiting[]): Promise<void> {
    const now = this.#options.now();
    const batch = proposed.filter((waiting) => !this.#repeat(waiting));
    let durable: readonly SealedEntry[] = [];
    try {
      const outcomes = batch.map(({ proposal }) => this.#decide(proposal, now));
      const entries = outcomes.flatMap((outcome) => (outcome.accepted ? outcome.entries : []));
      const all = [...entries, ...this.#follow(entries.at(-1), now)];
      if (all.length > 0) await this.#append(all);
      for (const { entry } of all) if (entry.key !== null) this.#answered.note(entry.key, entry.sequence);
      this.#durable = this.#state.sequence;
      for (const [at, { resolve }] of batch.entries()) {
        const outcome = outcomes[at];
        if (outcome) resolve(outcome);
      }
      durable = all;
    } catch (cause) {
      durable = this.#recover(batch, cause);
    }
    // Outside: a listener that fails is no failure of the ledger.
    if (durable.length > 0) this.#committed.fire(durable);
  }

  /** Gives the first outcome again when the ledger has turned out to hold it while the proposal waited. */
  #repeat({ proposal, resolve }: Waiting): boolean {
    const { key } = proposal.context;
    const done = key === null ? undefined : this.#answered.find(key);
    if (done) resolve({ accepted: true, entries: done });
    return done !== undefined;
  }

  #decide(proposal: Proposal, now: number): Outcome {
    const decision = proposal.decide(this.#state, now);
    if (!decision.accepted) return decision;
    const entries = decision.events.map((event) => this.#seal(event, { at: now, ...proposal.context }));
    return { accepted: true, entries: [...entries, ...this.#settle(entries, now)] };
  }

  /** Adds what the facts of one proposal set free, before the next proposal is decided. */
  #settle(entries: readonly SealedEntry[], now: number): readonly SealedEntry[] {
    const cause = entries.at(-1);
    const facts = entries.map(({ entry }) => entry.event);
    const events = cause ? (this.#options.settle?.(this.#state, facts) ?? []) : [];
    return cause ? events.map((event) => this.#seal(event, contextOfCause(cause, 'plan', now))) : [];
  }

  /** Adds what follows from the new facts by the swarm's own rules, as facts of the coordinator caused by the last of them. */
  #follow(cause: SealedEntry | undefined, now: number): readonly SealedEntry[] {
    const followed: SealedEntry[] = [];
    if (!cause) return followed;
    for (
      let next = this.#options.consequences(this.#state);
      next !== undefined;
      next = this.#options.consequences(this.#state)
    ) {
      const context = contextOfCause(cause, next.rule, now);
      const entries = next.events.map((event) => this.#seal(event, context));
      followed.push(...entries, ...this.#settle(entries, now));
    }
    return followed;
  }

  #seal(event: SwarmEvent, context: EntryContext): SealedEntry {
    const { policy, opened } = this.#state;
    const governed = opened && isGoverned(event);
    const authority = governed ? { ...context.authority, policy: this.#sealer.fingerprint(policy) } : context.authority;
    const sealed = this.#sealer.seal(event, { ...context, authority });
    applyEvent(this.#state, event, context.at, sealed.entry.sequence);
    return sealed;
  }

  async #append(entries: readonly SealedEntry[]): Promise<void> {
    const balances = takeBalances(this.#state.budget);
    const checkpoint = this.#sealer.checkpoint();
    const outcome = await this.#options.ledger.append({
      entries,
      checkpoint,
      ...(balances.length > 0 ? { balances } : {}),
    });
    if (outcome === 'accepted') return;
    throw new LedgerError(
      'locked',
      'Another process wrote to the ledger. Only one may lead a swarm: end the other, then run again.',
      undefined,
    );
  }

  /** The batch failed: go back to what the ledger holds and tell those who asked. Gives the entries that became durable without an answer. */
  #recover(batch: readonly Waiting[], cause: unknown): readonly SealedEntry[] {
    const fault = toFault(cause);
    const known = this.#durable;
    let missed: readonly SealedEntry[] = [];
    try {
      missed = this.#load().filter(({ entry }) => entry.sequence > known);
    } catch (second) {
      this.#broken = toFault(second);
    }
    const waiting = this.#broken ? [...batch, ...this.#queue.splice(0)] : batch;
    for (const { reject } of waiting) reject(fault);
    this.#faulted.fire(fault);
    return missed;
  }

  /** Takes everything over from the ledger, or nothing when it cannot be read to its end. */
  #load(): readonly SealedEntry[] {
    const state = createSwarmState();
    const sealer = this.#options.createSealer();
    const entries: SealedEntry[] = [];
    for (const sealed of readLedger(this.#options.ledger, 0)) {
      sealer.follow(sealed.entry.subject, sealed.hash);
      foldEntry(state, sealed.entry);
      entries.push(sealed);
    }
    // The ledger has told its store of these already.
    takeBalances(state.budget);
    this.#state = state;
    this.#sealer = sealer;
    this.#durable = state.sequence;
    this.#answered.clear();
    for (const { entry } of entries) if (entry.key !== null) this.#answered.note(entry.key, entry.sequence);
    return entries;
  }
}

/** The context of a fact that the coordinator derives from another by a rule. */
function contextOfCause({ entry }: SealedEntry, rule: string, at: number): EntryContext {
  return {
    at,
    actor: { kind: 'coordinator' },
    cause: { kind: 'entry', sequence: entry.sequence, rule },
    authority: { token: null, epoch: null },
    trace: entry.trace,
    key: null,
  };
}

function toFault(cause: unknown): LedgerError {
  return cause instanceof LedgerError ? cause : new LedgerError('failed', `The ledger failed: ${String(cause)}`, cause);
}

import { DisposableStore, type Disposable } from '../../base/disposable.ts';
import { Emitter } from '../../base/emitter.ts';
import { err, ok, type Result } from '../../base/result.ts';
import { adoptPlan, changedAfterCompletion } from '../../domain/task/adoptPlan.ts';
import { listReady } from '../../domain/task/chooseTask.ts';
import type { SwarmEvent } from '../../domain/task/event.ts';
import { sessionId, type TaskId } from '../../domain/task/ids.ts';
import type { SwarmPlan } from '../../domain/task/plan.ts';
import { accept, type Refusal } from '../../domain/task/refusal.ts';
import type { SwarmState } from '../../domain/task/swarmState.ts';
import { explain } from '../../domain/task/why.ts';
import { sameJson } from '../../domain/witness/canonicalJson.ts';
import type { SealedEntry } from '../../domain/witness/entry.ts';
import type { AnswerOf } from '../../protocol/coordinatorClient.ts';
import type { OutputChunk, SwarmSnapshot } from '../../protocol/swarmSnapshot.ts';
import type { Problem, Request, RequestOf } from '../../protocol/verbs.ts';
import type { Clock } from '../ports/clock.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { Sealer } from '../witness/sealer.ts';
import { toClaimedTask } from './answers.ts';
import { ClaimDesk } from './claimDesk.ts';
import { consequences } from './consequences.ts';
import { createSnapshot, explainSubject, swarmStage, type Present } from './createSnapshot.ts';
import { decideRequest, refuseEnded, releaseClaims, type DecidedRequest } from './decideRequest.ts';
import { governorDue, reservationAnswer } from './decideGovernor.ts';
import { followLedger } from './followLedger.ts';
import { LedgerWriter, nextMicrotask, type Gather, type Outcome, type Proposal } from './ledgerWriter.ts';
import { nextIntegration, type IntegrationParts } from './nextIntegration.ts';
import { defaultHealth, Presence, type HealthThresholds } from './presence.ts';
import { authorize } from './principal.ts';
import { redactRequest } from './redactRequest.ts';
import { contextOfRequest, contextOfRule, type Requester } from './requestContext.ts';
import { WaitingRoom } from './waitingRoom.ts';
import { Watchers } from './watchers.ts';

export interface CoordinatorOptions {
  readonly ledger: Ledger;
  readonly createSealer: () => Sealer;
  readonly clock: Clock;
  readonly health?: HealthThresholds;
  /** Who leads through this coordinator; the launcher unless said otherwise. */
  readonly leader?: SwarmSnapshot['swarm']['leader'];
  readonly gather?: Gather;
}

export interface Asked extends Requester {
  /** Aborts when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
}

const nothing = {};
const leaseCheckMs = 5_000;

/** The authority of one swarm: grants claims, takes results, tells everybody. Lives in the one process that leads. */
export class Coordinator implements Disposable {
  readonly #clock: Clock;
  readonly #ledger: Ledger;
  readonly #leader: SwarmSnapshot['swarm']['leader'];
  readonly #writer: LedgerWriter;
  readonly #presence: Presence;
  readonly #room = new WaitingRoom();
  readonly #work: IntegrationParts;
  readonly #desk: ClaimDesk;
  readonly #owned = new DisposableStore();
  readonly #output = new Emitter<OutputChunk>();
  readonly #changed = new Emitter<void>();
  readonly #runnerEnded = new Emitter<RequestOf<'runnerEnded'>>();
  readonly #stopAsked = new Emitter<void>();
  #finishing = false;
  #stopRequested = false;
  #hostDismissed = false;

  readonly onOutput = this.#output.event;
  /** Fires when the agent host says that a session's runner has died. */
  readonly onRunnerEnded = this.#runnerEnded.event;
  /** Fires when a person asks that everything ends. */
  readonly onStopRequested = this.#stopAsked.event;
  /** Fires when the state, or who is there, has changed. */
  readonly onChange = this.#changed.event;

  /** Those who are shown the swarm as it changes. */
  readonly watchers: Watchers;

  /** Folds the ledger; throws LedgerError when it cannot be read. */
  constructor(options: CoordinatorOptions) {
    this.#clock = options.clock;
    this.#ledger = options.ledger;
    this.#leader = options.leader ?? 'launcher';
    this.watchers = new Watchers(this, options.clock);
    this.#presence = new Presence(options.health ?? defaultHealth);
    this.#writer = new LedgerWriter({
      ledger: options.ledger,
      createSealer: options.createSealer,
      now: () => options.clock.now(),
      consequences,
      gather: options.gather ?? nextMicrotask,
    });
    const { ledger } = options;
    const [state, durable] = [() => this.state, () => this.#writer.durable];
    this.#work = { room: this.#room, ledger, state, durable, isOver: () => this.#isOver() };
    this.#desk = new ClaimDesk(this.#work);
    this.#owned.add(this.#writer.onCommit(() => this.#room.changed()));
    this.#owned.add(this.#writer.onCommit(() => this.#changed.fire()));
    this.#owned.add(options.clock.every(leaseCheckMs, () => this.#checkLeases()));
  }

  get state(): SwarmState {
    return this.#writer.state;
  }

  /** Gives every entry above `from` in order and once, first those of the past, then each as soon as it is durable. */
  subscribe(from: number, listener: (entry: SealedEntry) => void): Disposable {
    return followLedger({ ledger: this.#ledger, onCommit: this.#writer.onCommit }, from, listener);
  }

  get onFault(): LedgerWriter['onFault'] {
    return this.#writer.onFault;
  }

  /**
   * Brings the ledger up to a plan at the start of a run: nobody works yet, so claims of an earlier run end here. Resolves to the completed tasks that
   * the plan now describes otherwise.
   */
  async adopt(plan: SwarmPlan): Promise<readonly TaskId[]> {
    await this.#byCoordinator('launch', (state) => releaseClaims(state, [...state.tasks.keys()], 'runner-restarted'));
    await this.#byCoordinator('plan', (state) => adoptPlan(state, plan, sameJson));
    return changedAfterCompletion(this.state, plan, sameJson).map((task) => task.id);
  }

  /** Answers one request on behalf of a principal. Rejects only when the ledger cannot be written. */
  async handle<R extends Request>(request: R, asked: Asked): Promise<Result<AnswerOf<R['verb']>, Problem>>;
  async handle(received: Request, asked: Asked): Promise<Result<unknown, Problem>> {
    const request = redactRequest(received);
    const forbidden = authorize(asked.principal, request);
    if (forbidden) return this.#refused(forbidden);
    if (asked.principal.kind === 'session') this.#presence.see(asked.principal.session, this.#clock.monotonic());
    switch (request.verb) {
      case 'listReady':
        return ok({ tasks: listReady(this.state, sessionId(request.session)) });
      case 'why':
        return this.why(request.subject);
      case 'subscribe':
      case 'watch':
        return ok(nothing);
      case 'stop':
        this.requestStop();
        return ok(nothing);
      case 'hostWait':
        await this.#room.wait(() => this.#stopRequested || this.#hostDismissed, asked.signal);
        return ok({ directive: 'stop' });
      case 'runnerEnded':
        this.lose(request.session, request.forGood);
        this.#runnerEnded.fire(request);
        return ok(nothing);
      case 'heartbeat':
      case 'output': {
        const refusal = refuseEnded(this.state, request);
        if (refusal) return this.#refused(refusal);
        if (request.verb === 'heartbeat') return ok(nothing);
        const { verb: _, ...chunk } = request;
        this.#output.fire({ ...chunk, at: this.#clock.now() });
        return ok(nothing);
      }
      case 'nextIntegration':
        return ok(await nextIntegration(this.#work, request, asked.signal));
      case 'claimNext': {
        const outcome = await this.#desk.claimNext(request, (claim) => this.#decide(claim, asked), asked.signal);
        return outcome ? this.#answer(outcome) : ok({ outcome: 'finished' });
      }
      case 'claim': {
        if (asked.principal.kind !== 'person') return this.#answer(await this.#decide(request, asked));
        const refusal = this.#desk.assign(request);
        return refusal ? this.#refused(refusal) : ok(nothing);
      }
      case 'registerSession':
        this.#presence.expect([request.session], this.#clock.monotonic());
        return this.#answer(await this.#decide(request, asked));
      default:
        return this.#answer(await this.#decide(request, asked));
    }
  }

  /** Why a task or a session does not run. */
  why(subject: string): Result<AnswerOf<'why'>, Problem> {
    const why = explainSubject(this.state, subject);
    return why ? ok(why) : this.#refused({ code: 'unknown', what: 'task', id: subject });
  }

  snapshot(): SwarmSnapshot {
    return createSnapshot(this.state, this.#present());
  }

  stage(): SwarmSnapshot['swarm']['state'] {
    return swarmStage(this.state, this.#present());
  }

  /** Notes that a session's runner has ended; `forGood` when it will not be started again. */
  lose(session: string, forGood: boolean): void {
    this.#presence.lose(session, forGood);
    if (forGood) this.#endClaims('lost', (state) => [...(state.sessions.get(sessionId(session))?.claims ?? [])]);
    this.#changed.fire();
  }

  /** Asks whoever leads, and the agent host, to end. */
  requestStop(): void {
    if (this.#stopRequested) return;
    this.#stopRequested = true;
    this.finish();
    this.#stopAsked.fire();
  }

  /** Tells any agent host that connects to go, or no longer so. */
  dismissHost(go: boolean): void {
    this.#hostDismissed = go;
    this.#room.changed();
  }

  /** Counts every session as heard of now: for a leader that takes over from one that heard of them. */
  expectAll(): void {
    this.#presence.expect(this.state.sessions.keys(), this.#clock.monotonic());
  }

  /** Tells everybody who waits for work that there will be none. */
  finish(): void {
    this.#finishing = true;
    this.#room.changed();
  }

  /** Resolves when everything asked so far is durable or refused. */
  idle(): Promise<void> {
    return this.#writer.idle();
  }

  dispose(): void {
    this.finish();
    this.#owned.dispose();
  }

  #present(): Present {
    const seen = this.#clock.monotonic();
    return {
      leader: this.#leader,
      now: this.#clock.now(),
      health: (session) => this.#presence.health(session, seen),
      isLost: (session) => this.#presence.isLost(session),
    };
  }

  #decide(request: DecidedRequest, asked: Asked): Promise<Outcome> {
    const decide: Proposal['decide'] = (state, now) => decideRequest(state, request, now);
    return this.#writer.propose({ decide, context: contextOfRequest(request, asked) });
  }

  #isOver(): boolean {
    // A swarm with failed tasks is not over: a person may give them new attempts.
    return this.#finishing || (this.state.unfinished === 0 && this.stage() === 'finished');
  }

  #answer(outcome: Outcome): Result<unknown, Problem> {
    if (!outcome.accepted) return this.#refused(outcome.refusal);
    const money = reservationAnswer(outcome.entries.map(({ entry }) => entry.event));
    if (money) return 'ok' in money ? ok(money.ok) : this.#refused(money.refused);
    const claimed = outcome.entries.find((sealed) => sealed.entry.event.type === 'task.claimed');
    return ok(claimed ? { outcome: 'claimed', claim: toClaimedTask(this.state, claimed) } : nothing);
  }

  #refused(refusal: Refusal): Result<never, Problem> {
    const why = explain(this.state, refusal);
    return err({ code: refusal.code, message: `${why.reason} ${why.action}` });
  }

  /** What follows from the time: the claims of silent sessions end, so that somebody else can go on, and what the governor waits for is due. */
  #checkLeases(): void {
    const silent = (state: SwarmState) => this.#presence.claimsOfSilent(state, this.#clock.monotonic());
    if (silent(this.state).length > 0) this.#endClaims('lease', silent);
    const due = (state: SwarmState) => governorDue(state, this.#clock.now());
    if (due(this.state).length > 0) this.#byCoordinator('governor', due).catch(() => this.#changed.fire());
  }

  /** Ends claims of owners that are gone: which, is looked up when it is decided, for until then an owner may be back or a task in other hands. */
  #endClaims(rule: 'lease' | 'lost', held: (state: SwarmState) => readonly string[]): void {
    const reason = rule === 'lease' ? 'lease-expired' : 'stopped';
    // A fault has been told to everybody through onFault; the next check tries again.
    this.#byCoordinator(rule, (state) => releaseClaims(state, held(state), reason)).catch(() => this.#changed.fire());
  }

  async #byCoordinator(rule: string, decide: (state: SwarmState) => readonly SwarmEvent[]): Promise<void> {
    const context = contextOfRule(rule, this.state.sequence);
    await this.#writer.propose({ decide: (state) => accept(...decide(state)), context });
  }
}

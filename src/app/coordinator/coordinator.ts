import { DisposableStore, type Disposable } from '../../base/disposable.ts';
import { Emitter } from '../../base/emitter.ts';
import { err, ok, type Result } from '../../base/result.ts';
import { listReady } from '../../domain/task/chooseTask.ts';
import type { SwarmEvent } from '../../domain/task/event.ts';
import { releaseClaims } from '../../domain/task/decideRegister.ts';
import { sessionId, type TaskId } from '../../domain/task/ids.ts';
import type { SwarmPlan } from '../../domain/task/plan.ts';
import { accept, type Refusal } from '../../domain/task/refusal.ts';
import type { SwarmState } from '../../domain/task/swarmState.ts';
import type { SealedEntry } from '../../domain/witness/entry.ts';
import type { AnswerOf } from '../../protocol/coordinatorClient.ts';
import type { OutputChunk, SwarmSnapshot } from '../../protocol/swarmSnapshot.ts';
import type { Problem, Request, RequestOf } from '../../protocol/verbs.ts';
import type { Clock } from '../ports/clock.ts';
import type { Ledger, LedgerError } from '../ports/ledger.ts';
import type { Sealer } from '../witness/sealer.ts';
import { toProblem } from './answers.ts';
import { answerOutcome } from './answerOutcome.ts';
import { ClaimDesk } from './claimDesk.ts';
import { consequences } from './consequences.ts';
import { createSnapshot, explainSubject, swarmStage, type Present } from './createSnapshot.ts';
import { claimsOf, decideRequest, refuseEnded, type DecidedRequest } from './decideRequest.ts';
import { Ending } from './ending.ts';
import { HostDesk } from './hostDesk.ts';
import { LedgerFeed, type PageSize } from './ledgerFeed.ts';
import { LedgerWriter, nextMicrotask, type Gather, type Outcome, type Proposal } from './ledgerWriter.ts';
import { nextIntegration, type IntegrationParts } from './nextIntegration.ts';
import { PeriodicRules, ruleCheckMs, type PeriodicRuleParts } from './periodicRules.ts';
import { PlanDesk, type PlanDeskParts } from './planDesk.ts';
import { defaultHealth, Presence, type HealthThresholds } from './presence.ts';
import { authorize, isRunner } from './principal.ts';
import { Radar } from './radar.ts';
import { readingSubscriber } from './readLedger.ts';
import { redactRequest } from './redactRequest.ts';
import { contextOfRequest, contextOfRule, type Requester } from './requestContext.ts';
import { isTalk, TalkDesk } from './talkDesk.ts';
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
  /** How much of the past a subscriber is given at once. */
  readonly page?: PageSize;
  /** What else needs a person, besides what the ledger tells. */
  readonly otherNeeds?: () => SwarmSnapshot['needsYou'];
}

export interface Asked extends Requester {
  /** Aborts when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
}

const nothing = {};

/** The authority of one swarm: grants claims, takes results, tells everybody. Lives in the one process that leads. */
export class Coordinator implements Disposable {
  readonly #clock: Clock;
  readonly #options: CoordinatorOptions;
  readonly #writer: LedgerWriter;
  readonly #presence: Presence;
  readonly #radar = new Radar();
  readonly #room = new WaitingRoom();
  readonly #work: IntegrationParts;
  readonly #desk: ClaimDesk;
  readonly #talk: TalkDesk;
  readonly #owned = new DisposableStore();
  readonly #output = new Emitter<OutputChunk>();
  readonly #changed = new Emitter<void>();
  readonly #runnerEnded = new Emitter<RequestOf<'runnerEnded'>>();
  readonly #faulted = new Emitter<LedgerError>();

  /** Fires when the ledger cannot be written, or not be read for somebody who follows it. */
  readonly onFault = this.#faulted.event;
  readonly onOutput = this.#output.event;
  /** Fires when the agent host says that a session's runner has died. */
  readonly onRunnerEnded = this.#runnerEnded.event;
  /** Fires when the state, or who is there, has changed. */
  readonly onChange = this.#changed.event;
  /** Shows the swarm anew to those who watch it: something besides the ledger has changed. */
  readonly showAgain = (): void => this.#changed.fire();
  /** Those who are shown the swarm as it changes. */
  readonly watchers: Watchers;
  /** How it ends for those who are there. */
  readonly ending = new Ending(this.#room);
  /** What the agent host says of itself. */
  readonly host: HostDesk;
  /** What its documents want of it. */
  readonly plan: PlanDesk;
  /** Gives the ledger's entries to those who follow it. */
  readonly feed: LedgerFeed;

  /** Folds the ledger; throws LedgerError when it cannot be read. */
  constructor(options: CoordinatorOptions) {
    this.#clock = options.clock;
    this.#options = options;
    this.watchers = new Watchers(this, options.clock);
    this.#presence = new Presence(options.health ?? defaultHealth);
    this.#writer = new LedgerWriter({
      ledger: options.ledger,
      createSealer: options.createSealer,
      now: () => options.clock.now(),
      consequences,
      settle: (now, facts) => this.plan.settle(now, facts),
      gather: options.gather ?? nextMicrotask,
    });
    const { ledger, clock } = options;
    this.#owned.add(this.#writer.onFault((fault) => this.#faulted.fire(fault)));
    this.feed = this.#owned.add(new LedgerFeed({ ledger, clock, page: options.page, onCommit: this.#writer.onCommit }));
    const [state, durable] = [() => this.state, () => this.#writer.durable];
    this.#work = { room: this.#room, ledger, state, durable, isOver: () => this.#isOver() };
    this.#desk = new ClaimDesk(this.#work);
    this.host = new HostDesk(this.#work);
    const record: PlanDeskParts['propose'] = (rule, decide) => this.#byCoordinator(rule, decide);
    const hashOf: PlanDeskParts['hashOf'] = (policy) => this.#writer.hashOf(policy);
    this.plan = new PlanDesk({ ...this.#work, propose: record, showAgain: this.showAgain, hashOf });
    const propose: PeriodicRuleParts['propose'] = (rule, decide) => this.#byRule(rule, decide);
    const rules = new PeriodicRules({ presence: this.#presence, state, propose, wallNow: () => clock.now() });
    this.#owned.add(this.host.onTrouble(() => this.#changed.fire()));
    this.#owned.add(this.#writer.onCommit(() => (this.#room.changed(), this.#changed.fire())));
    this.#owned.add(this.#writer.onFault(() => this.#changed.fire()));
    this.#owned.add(options.clock.every(ruleCheckMs, () => rules.check(options.clock.monotonic())));
    this.#talk = new TalkDesk(this.#work, (proposal) => this.#writer.propose(proposal));
  }

  get state(): SwarmState {
    return this.#writer.state;
  }

  /** Gives every entry above `from` in order and once, first those of the past, then each as soon as it is durable. */
  subscribe(from: number, listener: (pushed: Omit<SealedEntry, 'hash'>) => void): Disposable {
    return this.feed.follow(
      from,
      readingSubscriber(listener, (fault) => this.#faulted.fire(fault)),
    );
  }

  /** Brings the ledger up to a plan at the start of a run; see PlanDesk. */
  adopt(plan: SwarmPlan, head?: string): Promise<readonly TaskId[]> {
    return this.plan.begin(plan, head);
  }

  /** Answers one request on behalf of a principal. Rejects only when the ledger cannot be written. */
  async handle<R extends Request>(request: R, asked: Asked): Promise<Result<AnswerOf<R['verb']>, Problem>>;
  async handle(received: Request, asked: Asked): Promise<Result<unknown, Problem>> {
    if (asked.principal.kind === 'session')
      this.#presence.see(asked.principal.session, this.#clock.monotonic(), received);
    const request = redactRequest(received);
    const forbidden = authorize(asked.principal, request);
    if (forbidden) return this.#refused(forbidden);
    if (isTalk(request)) {
      const talked = await this.#talk.handle(request, asked);
      return talked.ok ? talked : this.#refused(talked.error);
    }
    switch (request.verb) {
      case 'listReady':
        return ok({ tasks: listReady(this.state, sessionId(request.session)) });
      case 'why':
        return this.why(request.subject);
      case 'subscribe':
      case 'watch':
        return ok(nothing);
      case 'stop':
        this.ending.requestStop();
        return ok(nothing);
      case 'hostWait':
        await this.ending.hostIsDismissed(asked.signal);
        return ok({ directive: 'stop' });
      case 'runnerEnded':
        this.lose(request.session, request.forGood, request.reason);
        this.#runnerEnded.fire(request);
        return ok(nothing);
      case 'hostTrouble':
      case 'integrationHead':
        return ok(await this.host.answer(request, asked.signal));
      case 'heartbeat':
      case 'output': {
        const refusal = refuseEnded(this.state, request);
        if (refusal) return this.#refused(refusal);
        if (request.verb === 'heartbeat' && this.#radar.note(request)) this.#changed.fire();
        if (request.verb === 'heartbeat') return ok({ inbox: this.#talk.unread(request.session) });
        const { verb: _, ...chunk } = request;
        this.#output.fire({ ...chunk, at: this.#clock.now() });
        return ok(nothing);
      }
      case 'nextIntegration':
        return ok(await nextIntegration(this.#work, request, asked.signal));
      case 'claimNext': {
        const outcome = await this.#desk.claimNext(request, {
          decide: (claim) => this.#decide(claim, asked),
          recall: () => this.#writer.recall(contextOfRequest(request, asked).key),
          signal: asked.signal,
        });
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

  /** Notes that a session's runner has ended, and why; `forGood` when it will not be started again. */
  lose(session: string, forGood: boolean, reason: string): void {
    this.#presence.lose(session, forGood, reason);
    if (forGood) this.#byRule('lost', (state) => releaseClaims(state, claimsOf(state, session), 'stopped'));
    this.#changed.fire();
  }

  /** Counts every session as heard of now: for a leader that takes over from one that heard of them. */
  expectAll(): void {
    this.#presence.expect(this.state.sessions.keys(), this.#clock.monotonic());
  }

  /** Resolves when everything asked so far is durable or refused. */
  idle(): Promise<void> {
    return this.#writer.idle();
  }

  dispose(): void {
    this.ending.finish();
    this.#owned.dispose();
  }

  #present(): Present {
    const seen = this.#clock.monotonic();
    return {
      leader: this.#options.leader ?? 'launcher',
      now: this.#clock.now(),
      health: (session) => this.#presence.health(session, seen),
      whyLost: (session) => this.#presence.whyLost(session),
      durable: this.#writer.durable,
      radar: this.#radar,
      otherNeeds: [...this.host.needsYou(), ...this.plan.needsYou(), ...(this.#options.otherNeeds?.() ?? [])],
    };
  }

  #decide(request: DecidedRequest, asked: Asked): Promise<Outcome> {
    const byRunner = isRunner(asked.principal);
    const decide: Proposal['decide'] = (state, now) => decideRequest(state, request, { now, byRunner });
    return this.#writer.propose({ decide, context: contextOfRequest(request, asked) });
  }

  #isOver(): boolean {
    // A swarm with failed tasks is not over: a person may give them new attempts.
    return this.ending.isFinishing || (this.state.unfinished === 0 && this.stage() === 'finished');
  }

  #answer(outcome: Outcome): Result<unknown, Problem> {
    if (!outcome.accepted) return this.#refused(outcome.refusal);
    const answer = answerOutcome(this.state, outcome.entries);
    return 'ok' in answer ? ok(answer.ok) : this.#refused(answer.refused);
  }

  #refused(refusal: Refusal): Result<never, Problem> {
    return err(toProblem(this.state, refusal));
  }

  /** Records what follows by a rule. What it is about is looked up when it is decided, for until then an owner may be back or a task in other hands. */
  #byRule(rule: string, decide: (state: SwarmState) => readonly SwarmEvent[]): void {
    // A fault has been told to everybody through onFault; the next check tries again.
    this.#byCoordinator(rule, decide).catch(() => this.#changed.fire());
  }

  async #byCoordinator(rule: string, decide: (state: SwarmState) => readonly SwarmEvent[]): Promise<void> {
    const decided = (state: SwarmState) => accept(...decide(state));
    await this.#writer.propose({ decide: decided, context: contextOfRule(rule, this.state.sequence) });
  }
}

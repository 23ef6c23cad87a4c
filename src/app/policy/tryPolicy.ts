import { dayOf, findShortage, placesOf } from '../../domain/governor/budgetBook.ts';
import { describeGate } from '../../domain/guard/gate.ts';
import { mergeGate } from '../../domain/guard/mergeApproval.ts';
import { shutGates } from '../../domain/guard/needsApproval.ts';
import { applyEvent } from '../../domain/task/applyEvent.ts';
import { keepFromCalling } from '../../domain/task/callSlots.ts';
import { decideClaim } from '../../domain/task/decideClaim.ts';
import { decideRescue } from '../../domain/task/decideRescue.ts';
import type { SwarmEvent } from '../../domain/task/event.ts';
import type { BlockerId } from '../../domain/task/ids.ts';
import { mayHelp } from '../../domain/task/mayHelp.ts';
import type { Policy } from '../../domain/task/plan.ts';
import type { Refusal } from '../../domain/task/refusal.ts';
import { createSwarmState, type SwarmState } from '../../domain/task/swarmState.ts';
import { explain } from '../../domain/task/why.ts';
import type { Entry } from '../../domain/witness/entry.ts';

/** One decision of the ledger that another policy would have made otherwise. */
export interface PolicyDifference {
  readonly sequence: number;
  readonly type: 'claim' | 'reservation' | 'halt' | 'help' | 'approval' | 'merge';
  readonly subject: string;
  readonly was: 'granted' | 'refused';
  readonly would: 'granted' | 'refused';
  readonly reason: string;
}

/** What a policy would have done to a ledger. */
export interface PolicyTrial {
  /** Decisions that were looked at, by kind. */
  readonly looked: Readonly<Record<PolicyDifference['type'], number>>;
  readonly differences: readonly PolicyDifference[];
}

/**
 * Judges each decision of a ledger by another policy, on the facts as they were just before it, with the coordinator's own decisions. What would have
 * followed from a decision made otherwise is not imagined: the next one is judged on what really happened.
 */
export function tryPolicy(entries: Iterable<Entry>, policy: Policy): PolicyTrial {
  const trial = new Trial(policy);
  for (const entry of entries) trial.follow(entry);
  return trial.outcome();
}

class Trial {
  readonly #policy: Policy;
  /** The swarm as it was, with the other policy in the place of its own. */
  readonly #state: SwarmState = createSwarmState();
  readonly #looked = { claim: 0, reservation: 0, halt: 0, help: 0, approval: 0, merge: 0 };
  readonly #differences: PolicyDifference[] = [];
  /** Blockers whose help the policy would have begun by itself, and nothing says yet that it was: by the entry that reported them. */
  readonly #unhelped = new Map<string, { readonly sequence: number; readonly helper: string }>();

  /** Blockers whose commit is not over: what follows from it by itself comes before help. */
  readonly #reported = new Map<BlockerId, { readonly at: number; readonly sequence: number }>();

  constructor(policy: Policy) {
    this.#policy = policy;
  }

  follow({ event, at, sequence, cause }: Entry): void {
    this.#expectHelp(at);
    const known = this.#differences.length;
    // A cost that is reported was spent already: no policy was asked.
    const isReport = event.type === 'budget.reserved' && cause.kind === 'request' && cause.verb === 'reportCost';
    if (!isReport) this.#judge(event, { at, sequence });
    // A halt that the policy would not have come to keeps nobody from anything.
    const isMoot = event.type === 'budget.halted' && this.#differences.length > known;
    const states = event.type === 'swarm.opened' || event.type === 'policy.changed';
    const lived = states ? { ...event, policy: this.#policy } : event;
    if (isMoot) this.#state.sequence = sequence;
    else applyEvent(this.#state, lived, at, sequence);
    if (event.type === 'blocker.reported' || event.type === 'help.requested')
      this.#reported.set(event.blocker, { at, sequence });
  }

  outcome(): PolicyTrial {
    this.#expectHelp(Number.NaN);
    for (const [blocker, { sequence, helper }] of this.#unhelped) {
      const reason = `${helper} would have been asked to help`;
      this.#note({ sequence, type: 'help', subject: blocker, was: 'refused', would: 'granted', reason });
    }
    this.#differences.sort((a, b) => a.sequence - b.sequence);
    return { looked: this.#looked, differences: this.#differences };
  }

  #judge(event: SwarmEvent, { at, sequence }: Pick<Entry, 'at' | 'sequence'>): void {
    const state = this.#state;
    switch (event.type) {
      case 'task.claimed': {
        this.#looked.claim += 1;
        const decision = decideClaim(state, event.session, event.task);
        if (!decision.accepted && isOfPolicy(decision.refusal))
          this.#refused({ sequence, type: 'claim', subject: event.task }, decision.refusal);
        return;
      }
      case 'budget.reserved': {
        this.#looked.reservation += 1;
        const { session, task, amount, tokens = 0 } = event;
        const caller = state.sessions.get(session);
        const places = placesOf({ session, task, day: dayOf(at) });
        const place = findShortage(state.budget, places, amount);
        const poor = place && ({ code: 'no-budget', session, place, wanted: amount } as const);
        const refusal = poor ?? (caller && keepFromCalling(state, caller, { tokens, now: at }));
        if (refusal) this.#refused({ sequence, type: 'reservation', subject: event.reservation }, refusal);
        return;
      }
      case 'budget.halted': {
        this.#looked.halt += 1;
        const { place, amount, session } = event;
        if (findShortage(state.budget, [place], amount)) return;
        const reason = `the call of ${session} would have fitted`;
        const subject = place.id === '' ? place.scope : place.id;
        this.#note({ sequence, type: 'halt', subject, was: 'refused', would: 'granted', reason });
        return;
      }
      case 'rescue.started':
        this.#judgeRescue(event, sequence);
        return;
      case 'approval.asked': {
        this.#looked.approval += 1;
        const task = state.tasks.get(event.task);
        if (!task || shutGates(state, task).length > 0 || (event.commit !== undefined && mergeGate(state, task)))
          return;
        const reason = 'no person would have been asked';
        this.#note({ sequence, type: 'approval', subject: event.task, was: 'refused', would: 'granted', reason });
        return;
      }
      case 'task.completed': {
        this.#looked.merge += 1;
        const task = state.tasks.get(event.task);
        const kept = task && mergeGate(state, task);
        if (!kept) return;
        const reason = `it would have waited for a person: ${describeGate(kept.gate)}`;
        this.#note({ sequence, type: 'merge', subject: event.task, was: 'granted', would: 'refused', reason });
        return;
      }
      default:
    }
  }

  #judgeRescue(event: Extract<SwarmEvent, { type: 'rescue.started' }>, sequence: number): void {
    this.#looked.help += 1;
    this.#unhelped.delete(event.blocker);
    const blocker = this.#state.blockers.get(event.blocker);
    const helper = this.#state.sessions.get(event.helper);
    if (!blocker || !helper) return;
    const fitness = mayHelp(this.#state, helper, blocker, blocker.offers.get(event.helper)?.note);
    if (!fitness.fit) this.#refused({ sequence, type: 'help', subject: event.blocker }, fitness.refusal);
  }

  /** Looks for the help that was due when the commits of an earlier moment were over. */
  #expectHelp(now: number): void {
    for (const [blocker, { at, sequence }] of this.#reported) {
      if (at === now) continue;
      this.#reported.delete(blocker);
      const [begun] = decideRescue(this.#state, blocker);
      if (begun?.type === 'rescue.started') this.#unhelped.set(blocker, { sequence, helper: begun.helper });
    }
  }

  #refused(at: Pick<PolicyDifference, 'sequence' | 'type' | 'subject'>, refusal: Refusal): void {
    const gates = refusal.code === 'blocked' && refusal.gates ? refusal.gates.map(describeGate).join(', ') : undefined;
    const reason =
      gates === undefined ? explain(this.#state, refusal).reason : `it would have waited for a person: ${gates}`;
    this.#note({ ...at, was: 'granted', would: 'refused', reason });
  }

  #note(difference: PolicyDifference): void {
    this.#differences.push(difference);
  }
}

/** Whether a policy decides such a refusal; anything else would only mean that the ledger was not followed. */
function isOfPolicy(refusal: Refusal): boolean {
  switch (refusal.code) {
    case 'not-capable':
    case 'no-budget':
    case 'breaker-open':
    case 'no-slot':
    case 'agent-ceiling':
      return true;
    case 'blocked':
      return refusal.gates !== undefined;
    case 'paused':
      return refusal.review !== undefined;
    case 'unknown':
    case 'finished':
    case 'taken':
    case 'phase-gate':
    case 'stale-epoch':
    case 'forbidden':
      return false;
  }
}

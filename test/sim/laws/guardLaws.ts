import type { DecisionRule } from '../../../src/domain/guard/decision.ts';
import type { GuardEvent } from '../../../src/domain/guard/guardEvent.ts';
import type { GuardPolicy } from '../../../src/domain/guard/guardPolicy.ts';
import type { TaskSpec } from '../../../src/domain/task/plan.ts';
import { MergeWalk } from './mergeLaws.ts';
import { PermitWalk } from './permitLaws.ts';
import { ResultWalk } from './contradictionLaws.ts';
import type { Entry } from '../../../src/domain/witness/entry.ts';

interface Ballot {
  readonly rule: DecisionRule;
  readonly votes: Map<string, 'yes' | 'no'>;
  closed: boolean;
}

/** Who may have said so: only a person decides an approval, only a runner hands in what it has checked, and nobody votes, asks or answers in the name of somebody else. */
export function checkActor({ event, actor, authority }: Entry): string | undefined {
  const speaks = (session: string | undefined): string | undefined => {
    const does = session === undefined ? actor.kind === 'person' : actor.kind === 'session' && actor.id === session;
    return does ? undefined : `it is by ${JSON.stringify(actor)}`;
  };
  switch (event.type) {
    case 'approval.decided':
    case 'permit.decided':
      return speaks(undefined);
    case 'result.claimed':
    case 'result.linked':
    case 'vote.cast':
    case 'question.asked':
    case 'inbox.acknowledged':
      return speaks(event.session);
    case 'task.submitted':
      // Every principal of a simulated swarm has its name in its token.
      return event.checked === (authority.token?.includes('runner/') ? true : undefined)
        ? undefined
        : `it is ${event.checked ? 'checked' : 'not checked'} by the token ${authority.token}`;
    case 'question.answered':
    case 'decision.proposed':
      return speaks(event.by.kind === 'session' ? event.by.session : undefined);
    case 'message.sent':
      // The swarm speaks by its own rules, or because a session's runner has told of its agent.
      if (event.from.kind === 'swarm') return actor.kind === 'coordinator' ? undefined : speaks(event.to);
      return speaks(event.from.kind === 'session' ? event.from.session : undefined);
    default:
      return undefined;
  }
}

/** The rules of approvals, votes and dialogue a second time, read against the ledger alone. */
export class GuardWalk {
  readonly #sessions: () => readonly string[];
  /** Approvals by task: what was asked about the task as it is planned now. */
  readonly #approvals = new Map<string, { readonly id: string; stage: 'asked' | 'approved' | 'rejected' }>();
  readonly #ballots = new Map<string, Ballot>();
  readonly #questions = new Map<string, { readonly to: string | null; answered: boolean }>();
  readonly #unread = new Map<string, number[]>();
  readonly merges = new MergeWalk();
  readonly permits = new PermitWalk();
  readonly #results = new ResultWalk();
  #policy: GuardPolicy | undefined;
  #sequence = 0;
  /** The decision that the last vote has settled. */
  #due: string | undefined;

  /** `sessions` gives those that are part of the swarm now. */
  constructor(sessions: () => readonly string[]) {
    this.#sessions = sessions;
  }

  /** Notes where in the ledger the walk is. A decision that was settled by a vote is closed by the entry after it. */
  at(entry: Entry): string | undefined {
    const left = this.#sequence + 1 === entry.sequence ? this.#due : undefined;
    this.#sequence = entry.sequence;
    this.#due = undefined;
    const result = this.#results.at(entry.event.type) ?? this.merges.follow(entry.event);
    if (result !== undefined || left === undefined) return result;
    const { event } = entry;
    return event.type === 'decision.closed' && event.decision === left
      ? undefined
      : `${left} is settled and stays open`;
  }

  /** Another policy is in force: what it does not ask for any more has lapsed. */
  adopt(policy: GuardPolicy, tasks: Iterable<TaskSpec>): void {
    this.#policy = policy;
    for (const spec of tasks)
      if (this.#approvals.get(spec.id)?.stage === 'asked' && !this.#isGated(spec)) this.#approvals.delete(spec.id);
  }

  /** The task is planned anew, withdrawn, or tried again after a rejection. */
  forget(task: string): void {
    this.#approvals.delete(task);
  }

  /** What is done again needs a person's word again; new attempts after failures do not. */
  reopened(task: string, wasCompleted: boolean): void {
    if (wasCompleted) this.forget(task);
    if (this.#approvals.get(task)?.stage === 'rejected') this.forget(task);
  }

  /** Whether so many requests for approval wait that it may not begin: what a person has let begin always may. */
  isHeld({ id }: TaskSpec, most = Infinity): boolean {
    const waiting = [...this.#approvals.values()].filter(({ stage }) => stage === 'asked').length;
    return waiting + this.merges.open >= most && this.#approvals.get(id)?.stage !== 'approved';
  }

  /** Whether no approval is missing. */
  isFree(spec: TaskSpec): boolean {
    return !this.#isGated(spec) || this.#approvals.get(spec.id)?.stage === 'approved';
  }

  claim(spec: TaskSpec, approval: string | undefined): string | undefined {
    const known = this.#approvals.get(spec.id);
    if (!this.isFree(spec)) return 'nobody has approved it';
    return approval === known?.id ? undefined : `it names the approval ${approval}, and ${known?.id} is the one`;
  }

  follow(event: GuardEvent, spec?: TaskSpec): string | undefined {
    switch (event.type) {
      case 'approval.asked':
        if (event.commit !== undefined) return this.merges.ask(event);
        if (!spec || !this.#isGated(spec)) return 'it needs no approval';
        if (this.#approvals.has(event.task)) return 'it was asked already';
        this.#approvals.set(event.task, { id: event.approval, stage: 'asked' });
        return undefined;
      case 'approval.decided': {
        if (this.merges.isAbout(event.approval)) return this.merges.decide(event);
        const known = this.#approvals.get(event.task);
        if (known?.id !== event.approval || known.stage !== 'asked') return `it is ${known?.stage ?? 'not asked'}`;
        known.stage = event.verdict;
        return undefined;
      }
      case 'result.claimed':
      case 'result.linked':
      case 'contradiction.settled':
        return this.#results.follow(event, this.#policy);
      case 'permit.asked':
      case 'permit.decided':
      case 'permit.withdrawn':
        return this.permits.follow(event, this.#policy);
      case 'decision.proposed':
        this.#ballots.set(event.decision, { rule: event.rule, votes: new Map(), closed: false });
        return undefined;
      case 'vote.cast':
        return this.#vote(event);
      case 'decision.closed':
        return this.#close(event);
      default:
        return this.#talk(event);
    }
  }

  /** What is left undone at the end of the ledger. */
  end(): string | undefined {
    for (const [id, ballot] of this.#ballots)
      if (!ballot.closed && this.#outcome(ballot) !== undefined) return `${id} is settled and stays open`;
    return undefined;
  }

  #vote(event: Extract<GuardEvent, { type: 'vote.cast' }>): string | undefined {
    const ballot = this.#ballots.get(event.decision);
    if (!ballot || ballot.closed) return 'the decision is not open';
    if (ballot.votes.has(event.session)) return `${event.session} votes twice`;
    if (!this.#sessions().includes(event.session)) return `${event.session} is not part of the swarm`;
    if (event.choice === 'no' && event.rationale === '') return 'a vote against has no reason';
    ballot.votes.set(event.session, event.choice);
    if (this.#outcome(ballot) !== undefined) this.#due = event.decision;
    return undefined;
  }

  #close(event: Extract<GuardEvent, { type: 'decision.closed' }>): string | undefined {
    const ballot = this.#ballots.get(event.decision);
    if (!ballot || ballot.closed) return 'the decision is not open';
    const outcome = this.#outcome(ballot);
    ballot.closed = true;
    return outcome === event.outcome ? undefined : `the votes come to ${outcome ?? 'nothing yet'}`;
  }

  /** By whole numbers, where the code under test divides. */
  #outcome({ rule, votes }: Ballot): 'accepted' | 'rejected' | undefined {
    const missing = this.#sessions().filter((session) => !votes.has(session)).length;
    if (votes.size === 0 || votes.size < Math.min(rule.quorum, votes.size + missing)) return undefined;
    const yes = [...votes.values()].filter((choice) => choice === 'yes').length;
    const { threshold } = rule;
    const enough =
      threshold.kind === 'majority'
        ? yes * 100 > Math.round(threshold.above * 100) * votes.size
        : yes * 100 >= Math.round(threshold.atLeast * 100) * votes.size;
    return enough ? 'accepted' : 'rejected';
  }

  #talk(event: Extract<GuardEvent, { type: `question.${string}` | `message.${string}` | `inbox.${string}` }>) {
    switch (event.type) {
      case 'question.asked':
        this.#questions.set(event.question, { to: event.to, answered: false });
        return this.#results.question(event) ?? (event.to === null ? undefined : this.#deliver(event.to));
      case 'question.answered': {
        const question = this.#questions.get(event.question);
        if (!question || question.answered) return 'the question is not open';
        question.answered = true;
        if (event.by.kind === 'swarm') return 'somebody else was asked';
        if (event.by.kind === 'session' && event.by.session !== question.to) return 'somebody else was asked';
        return this.#results.question(event);
      }
      case 'question.withdrawn': {
        const question = this.#questions.get(event.question);
        if (!question || question.answered) return 'the question is not open';
        question.answered = true;
        return undefined;
      }
      case 'message.sent':
        return this.#deliver(event.to);
      case 'inbox.acknowledged': {
        const unread = this.#unread.get(event.session) ?? [];
        this.#unread.set(
          event.session,
          unread.filter((sequence) => sequence > event.upTo),
        );
        return undefined;
      }
    }
  }

  #deliver(to: string): string | undefined {
    const unread = [...(this.#unread.get(to) ?? []), this.#sequence];
    this.#unread.set(to, unread);
    return unread.length > 100 ? `${to} has ${unread.length} things to read` : undefined;
  }

  #isGated(spec: TaskSpec): boolean {
    if (!this.#policy) return false;
    const { approvalRequiredAbove, humanApprovalPhases } = this.#policy;
    return (
      (spec.estimate.cost ?? 0) > (approvalRequiredAbove ?? Number.POSITIVE_INFINITY) ||
      humanApprovalPhases.some((phase) => phase === spec.phase)
    );
  }
}

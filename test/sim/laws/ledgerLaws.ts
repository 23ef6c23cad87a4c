import { checkActor, GuardWalk } from './guardLaws.ts';
import type { SwarmEvent } from '../../../src/domain/task/event.ts';
import { defaultPolicy, type Policy, type SessionSpec, type TaskSpec } from '../../../src/domain/task/plan.ts';
import type { Entry } from '../../../src/domain/witness/entry.ts';
import { checkAgent, findClash, type InHands } from './agentLaws.ts';
import { CommandWalk } from './commandLaws.ts';
import { checkDispatch } from './dispatchLaws.ts';
import { Takers } from './takers.ts';
import { ResultLaws } from './resultLaws.ts';

type Stage = 'open' | 'held' | 'submitted' | 'completed' | 'failed' | 'cancelled';

interface Fact {
  spec: TaskSpec;
  stage: Stage;
  epoch: number;
  by: string | undefined;
  agent: string | undefined;
  suspect: boolean;
  plannedAt: number;
  /** The epoch of its last completion: each completion needs a claim of its own. */
  completedAt: number;
}

/**
 * The rules of a swarm written down a second time, as plainly as can be, and read against the ledger alone: nothing of the code
 * under test is used. Gives the first entry that breaks one.
 */
export function checkLedger(entries: readonly Entry[]): string | undefined {
  const walk = new LedgerWalk();
  for (const entry of entries) {
    const broken = walk.guard.at(entry) ?? checkActor(entry) ?? walk.follow(entry.event, entry.at);
    if (broken !== undefined) return `entry ${entry.sequence} (${entry.event.type}): ${broken}`;
    // What it breaks is told by a law of its own.
    walk.commands.follow(entry.event, entry.at);
  }
  const left = walk.guard.end() ?? walk.guard.permits.leftOver((claim) => walk.holds(claim));
  return left && `end: ${left}`;
}

class LedgerWalk {
  readonly guard = new GuardWalk(() => [...this.#sessions.values()].filter(({ gone }) => !gone).map(({ id }) => id));
  readonly commands = new CommandWalk();
  readonly #tasks = new Map<string, Fact>();
  readonly #sessions = new Map<string, SessionSpec & { gone?: boolean }>();
  /** Open blockers and the task that each stands on. */
  readonly #blockers = new Map<string, string>();
  readonly #limited = new Set<string>();
  /** Open calls for help on tasks in work. */
  readonly #calls = new Set<string>();
  readonly #takers = new Takers();
  #paused = false;
  #policy: Policy = defaultPolicy;
  #now = 0;
  /** The head of the integration branch, as the facts say. */
  #head: string | undefined;
  readonly #results = new ResultLaws();

  follow(event: SwarmEvent, at: number): string | undefined {
    this.#now = at;
    switch (event.type) {
      case 'swarm.opened':
        this.#policy = event.policy;
        this.guard.adopt(
          event.policy.guard,
          [...this.#tasks.values()].map(({ spec }) => spec),
        );
        return undefined;
      case 'policy.changed':
        this.#policy = event.policy;
        this.guard.adopt(
          event.policy.guard,
          [...this.#tasks.values()].map(({ spec }) => spec),
        );
        return undefined;
      case 'swarm.paused':
      case 'swarm.resumed':
        if (this.#paused === (event.type === 'swarm.paused')) return 'it was so already';
        this.#paused = !this.#paused;
        return undefined;
      case 'session.planned':
        this.#sessions.set(event.session.id, event.session);
        return undefined;
      case 'session.withdrawn': {
        const known = this.#sessions.get(event.session);
        if (known) this.#sessions.set(event.session, { ...known, gone: true });
        this.#takers.leave(event.session);
        return undefined;
      }
      case 'session.joined':
        return this.#heldBy(event.session) === 0 ? undefined : 'it joins while its last life holds claims';
      case 'task.planned':
        return this.#plan(event.task);
      case 'rescue.started':
        return this.#isOpen(event.blocker) ? this.#plan(event.task) : 'it helps with no open blocker';
      case 'recovery.started':
        return this.#plan(event.task);
      case 'recovery.escalated':
        return undefined;
      case 'help.offered':
        return this.#isOpen(event.blocker) ? undefined : 'the blocker is not open';
      case 'help.requested':
        return this.#call(event);
      case 'merge.conflicted':
        return this.#takers.conflict(event);
      case 'blocker.cleared':
        if (this.#takers.end(event.blocker)) return undefined;
        return this.#blockers.delete(event.blocker) || this.#calls.delete(event.blocker)
          ? undefined
          : 'the blocker is not open';
      case 'task.withdrawn':
        this.guard.forget(event.task);
        return this.#move(event.task, ['open', 'failed'], 'cancelled');
      case 'task.reopened':
        this.guard.reopened(event.task, this.#tasks.get(event.task)?.stage === 'completed');
        return this.#reopen(event.task);
      case 'task.claimed':
        return this.#claim(event);
      case 'witness.key-rotated':
      // Money and breakers have laws of their own.
      case 'budget.settled':
      case 'budget.released':
      case 'budget.set':
      case 'budget.left':
      case 'budget.day-began':
      case 'breaker.revived':
        return undefined;
      case 'integration.began': {
        const known = this.#head !== undefined;
        this.#head = event.head;
        this.#results.reached(event.head);
        return known ? 'the swarm has begun already' : undefined;
      }
      case 'integration.accepted': {
        const before = this.#head;
        this.#head = event.head;
        this.#results.reached(event.head);
        return event.from === before && event.head !== before ? undefined : `the branch is at ${before}`;
      }
      case 'task.completed':
        this.#head = event.merge;
        this.#results.reached(event.merge);
        return this.#effect(event);
      case 'approval.asked':
        return this.guard.follow(event, this.#tasks.get(event.task)?.spec);
      case 'approval.decided': {
        const broken = this.guard.follow(event);
        if (broken !== undefined || event.verdict === 'approved' || this.guard.merges.isAbout(event.approval))
          return broken;
        return this.#move(event.task, ['open'], 'failed');
      }
      case 'permit.asked':
        return this.#underClaim(event) ?? this.guard.follow(event);
      case 'permit.withdrawn': {
        const claim = this.guard.permits.claimOf(event.permit);
        if (claim && this.#underClaim(claim) === undefined) return `${claim.session} still holds ${claim.task}`;
        return this.guard.follow(event);
      }
      case 'permit.decided':
      case 'result.claimed':
      case 'result.linked':
      case 'contradiction.settled':
      case 'decision.proposed':
      case 'vote.cast':
      case 'decision.closed':
      case 'question.asked':
      case 'question.answered':
      case 'question.withdrawn':
      case 'message.sent':
      case 'inbox.acknowledged':
        return this.guard.follow(event);
      case 'task.reverted': {
        const before = this.#head;
        this.#head = event.commit;
        this.#results.reached(event.commit);
        const stage = this.#tasks.get(event.task)?.stage;
        if (stage !== 'open' && stage !== 'cancelled') return `${event.task} still counts as merged`;
        return event.from === before ? undefined : `the branch is at ${before}`;
      }
      case 'result.merged':
      case 'result.undone':
        return this.#results.follow(event);
      case 'model.proven':
        // Models have laws of their own.
        return undefined;
      case 'autonomy.changed':
        if (event.to === 'limited') this.#limited.add(event.session);
        else this.#limited.delete(event.session);
        return undefined;
      case 'budget.reserved':
      case 'budget.halted':
      case 'provider.refused':
        return this.#underClaim(event);
      default:
        return this.#effect(event);
    }
  }

  #isOpen(blocker: string): boolean {
    return this.#blockers.has(blocker) || this.#calls.has(blocker);
  }

  #call(event: Extract<SwarmEvent, { type: 'help.requested' }>): string | undefined {
    if (this.#blockers.has(event.blocker) || this.#calls.has(event.blocker)) return undefined;
    const task = this.#tasks.get(event.task);
    if (task?.stage !== 'held' || task.by !== event.session || task.epoch !== event.epoch)
      return `${event.session} does not hold it`;
    this.#calls.add(event.blocker);
    return undefined;
  }

  #plan(spec: TaskSpec): string | undefined {
    const known = this.#tasks.get(spec.id);
    if (known && known.stage !== 'open' && known.stage !== 'failed' && known.stage !== 'cancelled')
      return `it is ${known.stage}`;
    this.guard.forget(spec.id);
    this.#takers.drop(spec.id);
    this.#tasks.set(spec.id, {
      spec,
      stage: 'open',
      epoch: known?.epoch ?? 0,
      by: undefined,
      agent: undefined,
      suspect: false,
      plannedAt: this.#now,
      completedAt: known?.completedAt ?? 0,
    });
    return undefined;
  }

  /** Whoever is at work on something that waits for a task loses it before that is opened again. */
  #reopen(id: string): string | undefined {
    if (this.#tasks.get(id)?.stage !== 'completed') return this.#move(id, ['failed'], 'open');
    for (const { spec, stage } of this.#tasks.values()) {
      if ((stage === 'held' || stage === 'submitted') && spec.dependsOn.some((needed) => needed === id))
        return `${spec.id} waits for it and is ${stage}`;
    }
    return this.#move(id, ['completed'], 'open');
  }

  #move(id: string, from: readonly Stage[], to: Stage): string | undefined {
    const task = this.#tasks.get(id);
    if (!task || !from.includes(task.stage)) return `the task is ${task?.stage ?? 'unknown'}`;
    task.stage = to;
    return undefined;
  }

  #claim(event: Extract<SwarmEvent, { type: 'task.claimed' }>): string | undefined {
    const task = this.#tasks.get(event.task);
    const session = this.#sessions.get(event.session);
    if (!task || !session || session.gone) return 'the task or the session is not there';
    if (task.stage !== 'open') return `it is ${task.stage}`;
    if (event.epoch !== task.epoch + 1) return `epoch ${event.epoch} follows ${task.epoch}`;
    const unapproved = this.guard.claim(task.spec, event.approval);
    if (unapproved !== undefined) return unapproved;
    if (this.#paused) return 'the swarm is paused';
    if (this.guard.isHeld(task.spec, this.#policy.maxWaitingForReview)) return 'too much waits for a person';
    const open = task.spec.dependsOn.filter((id) => !this.#isDone(id));
    if (open.length > 0) return `it waits for ${open.join()}`;
    if ([...this.#blockers.values()].includes(event.task)) return 'a blocker stands on it';
    const dispatch = checkDispatch(this.#scene(), session, event);
    if (dispatch !== undefined) return dispatch;
    const gate = this.#gate(task.spec);
    if (gate !== undefined) return `phase ${task.spec.phase} starts before ${gate} is done`;
    const counts = Object.values(session.agents);
    const planned = counts.length === 0 ? 1 : counts.reduce((sum, count) => sum + count, 0);
    const ceiling = this.#limited.has(event.session) ? Math.min(1, planned) : planned;
    if (this.#heldBy(event.session) >= ceiling) return `${event.session} has ${ceiling} agents only`;
    const broken = checkAgent(task, session, event, this.#inHands());
    if (broken !== undefined) return broken;
    Object.assign(task, { stage: 'held', epoch: event.epoch, by: event.session, agent: event.agent });
    return undefined;
  }

  holds(claim: { readonly task: string; readonly session: string; readonly epoch: number }): boolean {
    return this.#underClaim(claim) === undefined;
  }

  /** What is done under a claim without ending it. */
  #underClaim(event: { readonly task: string; readonly session: string; readonly epoch: number }): string | undefined {
    const task = this.#tasks.get(event.task);
    const holds = task?.stage === 'held' && task.by === event.session && task.epoch === event.epoch;
    return holds ? undefined : `${event.session} does not hold it at epoch ${event.epoch}`;
  }

  #effect(event: Extract<SwarmEvent, { readonly task: string; readonly epoch: number }>): string | undefined {
    const task = this.#tasks.get(event.task);
    if (!task || task.epoch !== event.epoch) return `epoch ${event.epoch} is not ${task?.epoch}`;
    const merged = event.type === 'task.completed';
    const judged = event.type === 'task.failed' && task.stage === 'submitted';
    // Only a prerequisite that is opened again takes something back from the merge queue.
    const fenced = event.type === 'task.released' && event.reason === 'prerequisite-reopened';
    if (fenced && task.stage === 'submitted') {
      task.stage = 'open';
      return undefined;
    }
    if (task.stage !== (merged || judged ? 'submitted' : 'held')) return `the task is ${task.stage}`;
    if (event.type !== 'task.progressed')
      task.suspect = event.type === 'task.released' && event.reason === 'runner-died' && task.spec.session === task.by;
    switch (event.type) {
      case 'task.progressed':
      case 'task.stalled':
        return undefined;
      case 'task.submitted':
        task.stage = 'submitted';
        return undefined;
      case 'task.completed':
        if (event.epoch <= task.completedAt) return `it was completed at epoch ${task.completedAt}`;
        task.completedAt = event.epoch;
        task.stage = 'completed';
        return undefined;
      case 'task.failed':
        task.stage = event.final ? 'failed' : 'open';
        return undefined;
      case 'blocker.reported':
        this.#blockers.set(event.blocker, event.task);
        task.stage = 'open';
        return task.by === event.session ? undefined : `${task.by} holds it`;
      default:
        task.stage = 'open';
        return undefined;
    }
  }

  #scene(): Parameters<typeof checkDispatch>[0] {
    const blocked = new Set(this.#blockers.values());
    const hands = this.#inHands();
    const tasks = [...this.#tasks.values()].map(({ spec, stage, plannedAt }) => ({
      ...this.#takers.of(spec),
      plannedAt,
      isHeld: this.guard.isHeld(spec, this.#policy.maxWaitingForReview),
      isOver: stage !== 'open' && stage !== 'held' && stage !== 'submitted',
      isReady:
        stage === 'open' &&
        !blocked.has(spec.id) &&
        spec.dependsOn.every((id) => this.#isDone(id)) &&
        this.#gate(spec) === undefined &&
        findClash(spec, hands) === undefined &&
        !this.commands.keeps(spec.id) &&
        this.guard.isFree(spec),
    }));
    return { tasks, policy: this.#policy };
  }

  #isDone(id: string): boolean {
    const stage = this.#tasks.get(id)?.stage;
    return stage === 'completed' || stage === 'cancelled';
  }

  #gate({ session, phase }: TaskSpec): string | undefined {
    if (session === undefined || phase === undefined) return undefined;
    for (const { spec, stage } of this.#tasks.values()) {
      if (spec.session !== session || spec.idle || spec.phase === undefined || spec.phase >= phase) continue;
      if (stage !== 'completed' && stage !== 'cancelled') return spec.id;
    }
    return undefined;
  }

  #inHands(): readonly InHands[] {
    return [...this.#tasks.values()].filter(({ stage }) => stage === 'held' || stage === 'submitted');
  }

  #heldBy(session: string): number {
    return [...this.#tasks.values()].filter((task) => task.stage === 'held' && task.by === session).length;
  }
}

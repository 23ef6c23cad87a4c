import type { SwarmEvent } from '../../../src/domain/task/event.ts';
import type { SessionSpec, TaskSpec } from '../../../src/domain/task/plan.ts';
import type { SwarmState } from '../../../src/domain/task/swarmState.ts';
import type { Rung } from '../../../src/domain/task/watchEvent.ts';
import type { Entry } from '../../../src/domain/witness/entry.ts';

interface Ladder {
  readonly rungs: { readonly rung: Rung; readonly epoch: number }[];
}

interface Search {
  readonly debug: string;
  readonly asked: readonly string[];
  begun: boolean;
  gone: boolean;
  done: boolean;
  mended: boolean;
  escalated: boolean;
}

const order: readonly Rung[] = ['nudged', 'restarted', 'handed-over', 'parked'];

/**
 * The rules of the watchdog and of error recovery written down a second time and read against the ledger alone: ladders only rise and come to an
 * end, nobody who waits for a person is late, an error draws one agent, and the search ends with its error. Gives the first entry that breaks one.
 */
export function checkWatch(entries: readonly Entry[], state: SwarmState): string | undefined {
  const walk = new WatchWalk();
  for (const { sequence, event } of entries) {
    const broken = walk.follow(event);
    if (broken !== undefined) return `entry ${sequence} (${event.type}): ${broken}`;
  }
  const left = walk.left();
  if (left !== undefined && state.sequence === entries.length) return left;
  for (const { spec, progress, epoch } of state.tasks.values()) {
    if (spec.debugs === undefined || (progress.stage !== 'open' && progress.stage !== 'failed')) continue;
    if (state.tasks.get(spec.debugs)?.progress.stage !== 'failed')
      return `${spec.id} is to be done, and its error is over`;
    const breaker = state.breakers.get(`session/${spec.session}`)?.state ?? 'closed';
    if (progress.stage === 'open' && epoch === 0 && breaker !== 'closed')
      return `${spec.id} is left with ${spec.session}, whose breaker is ${breaker}`;
  }
  return undefined;
}

class WatchWalk {
  readonly #ladders = new Map<string, Ladder>();
  readonly #holders = new Map<string, string>();
  readonly #questions = new Map<string, { readonly session: string; readonly task: string | undefined }>();
  /** Questions that end with a claim, and the claims that are held. */
  readonly #bound = new Map<string, string>();
  readonly #held = new Map<string, string>();
  readonly #parked = new Map<string, string>();
  readonly #specs = new Map<string, TaskSpec>();
  readonly #sessions = new Map<string, SessionSpec>();
  readonly #providers = new Map<string, string>();
  readonly #failed = new Set<string>();
  readonly #searches = new Map<string, Search>();
  /** Help that was taken from a helper who got nowhere, and has to go. */
  #dropped: string | undefined;

  follow(event: SwarmEvent): string | undefined {
    const dropped = this.#dropped;
    this.#dropped = undefined;
    if (dropped !== undefined && event.type !== 'blocker.cleared' && event.type !== 'task.withdrawn')
      return `${dropped} is left with the helper who got nowhere`;
    if (dropped !== undefined && event.type === 'blocker.cleared') this.#dropped = dropped;
    switch (event.type) {
      case 'session.planned':
        this.#sessions.set(event.session.id, event.session);
        return undefined;
      case 'session.joined':
        this.#providers.set(event.session, event.provider);
        return undefined;
      case 'task.planned':
      case 'rescue.started':
        this.#plan(event.task);
        return undefined;
      case 'question.asked':
        if (event.to === null) this.#questions.set(event.question, { session: event.session, task: event.claim?.task });
        return this.#bind(event);
      case 'question.answered':
        this.#questions.delete(event.question);
        this.#bound.delete(event.question);
        return undefined;
      case 'question.withdrawn': {
        const claim = this.#bound.get(event.question);
        this.#questions.delete(event.question);
        this.#bound.delete(event.question);
        return claim === undefined || this.#held.get(claim) ? 'whoever asked still waits' : undefined;
      }
      case 'task.claimed':
        this.#holders.set(event.task, event.session);
        for (const search of this.#searches.values()) if (search.debug === event.task) search.begun = true;
        this.#held.set(`${event.task}/${event.epoch}`, event.session);
        return undefined;
      case 'task.submitted':
        this.#held.delete(`${event.task}/${event.epoch}`);
        return undefined;
      case 'task.stalled':
        return this.#stall(event);
      case 'task.released':
        this.#held.delete(`${event.task}/${event.epoch}`);
        return event.reason === 'stalled' ? this.#handOver(event) : undefined;
      case 'blocker.reported':
        this.#held.delete(`${event.task}/${event.epoch}`);
        this.#parked.set(event.blocker, event.task);
        return undefined;
      case 'blocker.cleared': {
        const task = this.#parked.get(event.blocker) ?? '';
        if (this.#ladders.get(task)?.rungs.some(({ rung }) => rung === 'parked')) this.#ladders.delete(task);
        return undefined;
      }
      case 'approval.decided':
      case 'task.failed':
        if (event.type === 'task.failed') this.#held.delete(`${event.task}/${event.epoch}`);
        if (event.type === 'task.failed' && event.final) this.#failed.add(event.task);
        return undefined;
      case 'task.withdrawn':
        this.#failed.delete(event.task);
        for (const search of this.#searches.values()) if (search.debug === event.task) search.gone = true;
        return undefined;
      case 'task.completed': {
        this.#failed.delete(event.task);
        this.#ladders.delete(event.task);
        this.#searches.delete(event.task);
        for (const search of this.#searches.values()) if (search.debug === event.task) search.done = true;
        return undefined;
      }
      case 'task.reopened':
        return this.#reopen(event);
      case 'recovery.started':
        return this.#recover(event);
      case 'recovery.escalated': {
        const search = this.#searches.get(event.error);
        if (!this.#failed.has(event.error) || !search || search.escalated) return 'there is nothing to ask about';
        search.escalated = true;
        return undefined;
      }
      default:
        return undefined;
    }
  }

  /** The first question that outlives the claim that it was to end with. */
  left(): string | undefined {
    const left = [...this.#bound].find(([, claim]) => !this.#held.has(claim));
    return left && `${left[0]} waits for an answer, and nobody who asked is there`;
  }

  #bind({ question, claim, session }: Extract<SwarmEvent, { type: 'question.asked' }>): string | undefined {
    if (!claim) return undefined;
    const name = `${claim.task}/${claim.epoch}`;
    if (!claim.lasts) this.#bound.set(question, name);
    return this.#held.get(name) === session ? undefined : `${session} does not hold ${name}`;
  }

  #plan(spec: TaskSpec): void {
    this.#specs.set(spec.id, spec);
    this.#ladders.delete(spec.id);
    this.#searches.delete(spec.id);
    this.#failed.delete(spec.id);
  }

  #stall({ task, epoch, rung, cause }: Extract<SwarmEvent, { type: 'task.stalled' }>): string | undefined {
    const holder = this.#holders.get(task);
    const own = [...this.#held.values()].filter((session) => session === holder).length;
    for (const question of this.#questions.values())
      if (question.session === holder && (question.task === task || (question.task === undefined && own === 1)))
        return `${holder} waits for a person`;
    const ladder = this.#ladders.get(task) ?? { rungs: [] };
    const over = ladder.rungs.findLastIndex((taken) => taken.rung === 'handed-over');
    const since = ladder.rungs.slice(over + 1).map((taken) => taken.rung);
    ladder.rungs.push({ rung, epoch });
    this.#ladders.set(task, ladder);
    if (rung === 'handed-over' && over >= 0) return 'it is handed over a second time';
    if (cause === 'timeout' && order.indexOf(rung) < 2) return 'there is no time left for that';
    const last = since.at(-1);
    if (last === 'parked') return since.filter((one) => one === 'parked').length < 2 ? undefined : 'it is parked again';
    return last !== undefined && order.indexOf(rung) <= order.indexOf(last) ? `${rung} follows ${last}` : undefined;
  }

  #handOver({ task, epoch }: Extract<SwarmEvent, { type: 'task.released' }>): string | undefined {
    const last = this.#ladders.get(task)?.rungs.at(-1);
    if (last?.rung !== 'handed-over' || last.epoch !== epoch) return 'nobody has said that it is to be handed over';
    if (this.#specs.get(task)?.helps !== undefined) this.#dropped = task;
    return undefined;
  }

  #reopen({ task, mended }: Extract<SwarmEvent, { type: 'task.reopened' }>): string | undefined {
    this.#ladders.delete(task);
    this.#failed.delete(task);
    const search = this.#searches.get(task);
    if (!mended) {
      this.#searches.delete(task);
      return undefined;
    }
    if (!search?.done || search.mended) return 'nobody has looked for the cause';
    search.mended = true;
    return undefined;
  }

  #recover({ error, helper, task }: Extract<SwarmEvent, { type: 'recovery.started' }>): string | undefined {
    const spec = this.#specs.get(error);
    const session = this.#sessions.get(helper);
    if (!this.#failed.has(error) || !spec || !session) return `${error} has not failed`;
    if (spec.helps !== undefined || spec.debugs !== undefined || spec.idle) return `${error} holds up nothing`;
    const before = this.#searches.get(error);
    if (before && (before.begun || !before.gone || before.mended)) return `somebody was set to ${error} already`;
    if (before?.asked.includes(helper)) return `${helper} was set to ${error} before`;
    if ((this.#providers.get(helper) ?? session.provider) === 'command') return `${helper} runs commands only`;
    if (task.session !== helper || task.debugs !== error || task.phase !== undefined) return 'it is not what it says';
    this.#plan(task);
    const asked = [...(before?.asked ?? []), helper];
    const fresh = { begun: false, gone: false, done: false, mended: false };
    this.#searches.set(error, { debug: task.id, asked, ...fresh, escalated: before?.escalated ?? false });
    return undefined;
  }
}

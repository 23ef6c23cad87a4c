import type { SwarmEvent } from '../../../src/domain/task/event.ts';
import type { SessionSpec, TaskSpec } from '../../../src/domain/task/plan.ts';
import type { Entry } from '../../../src/domain/witness/entry.ts';

/** From cheap to dear, as the public list has them. */
const tiers = ['haiku', 'sonnet', 'opus'];

/** What a claim must say of its model, read against the ledger alone: the stated tier or that of its class, one better for each failure and for a hand-over, and at most one more for what the session is bad at. */
export function checkRoutes(entries: readonly Entry[]): string | undefined {
  const sessions = new Map<string, SessionSpec>();
  const tasks = new Map<string, TaskSpec>();
  const handedOver = new Set<string>();
  const trial = new Trial();
  for (const { event, sequence } of entries) {
    if (event.type === 'session.planned') sessions.set(event.session.id, event.session);
    if (event.type === 'task.released' && event.reason === 'stalled') handedOver.add(event.task);
    if (event.type === 'task.reopened' || event.type === 'task.completed') handedOver.delete(event.task);
    if (event.type === 'task.planned' || event.type === 'rescue.started' || event.type === 'recovery.started') {
      tasks.set(event.task.id, event.task);
      handedOver.delete(event.task.id);
    }
    const broken =
      event.type === 'task.claimed'
        ? judge(event, {
            spec: sessions.get(event.session),
            wanted: tasks.get(event.task),
            setbacks: event.attempt - 1 + Number(handedOver.has(event.task)),
            trial,
          })
        : undefined;
    const told = trial.follow(event);
    if ((broken ?? told) !== undefined) return `entry ${sequence}: ${broken ?? told}`;
  }
  return trial.unsaid();
}

function judge(
  { session, task, route }: Extract<SwarmEvent, { type: 'task.claimed' }>,
  {
    spec,
    wanted,
    setbacks,
    trial,
  }: {
    readonly spec: SessionSpec | undefined;
    readonly wanted: TaskSpec | undefined;
    readonly setbacks: number;
    readonly trial: Trial;
  },
): string | undefined {
  if (!spec || !wanted) return `${session} or ${task} is not there`;
  if (spec.provider === 'command') return route ? 'nothing is paid for, and a model is named' : undefined;
  if (!route) return 'no model is named';
  const own = tiersOf(spec, wanted);
  const least = Math.min(own.length - 1, beginsAt(own, wanted) + setbacks);
  const chosen = own.indexOf(route.model);
  const usual = [least, Math.min(own.length - 1, least + 1)];
  if (!route.reason.includes('is on trial')) {
    if (usual.includes(chosen)) return trial.mayRide(own, chosen);
  } else if (usual.some((at) => at !== chosen && trial.passesTo(own, at) === chosen)) return undefined;
  return `${task} after ${setbacks} setbacks (${wanted.model}, ${wanted.capabilities.join()}) is given to ${route.model}, of ${own.join()}`;
}

function tiersOf({ agents }: SessionSpec, { model }: TaskSpec): readonly string[] {
  const own = tiers.filter((tier) => Object.hasOwn(agents, tier));
  if (own.length > 0) return own;
  return model === undefined ? tiers : [model];
}

function beginsAt(own: readonly string[], { model, capabilities }: TaskSpec): number {
  if (model !== undefined) {
    const at = own.findIndex((tier) => tiers.indexOf(tier) >= tiers.indexOf(model));
    return at < 0 ? own.length - 1 : at;
  }
  if (capabilities.length > 0 && capabilities.every((need) => need.startsWith('docs:'))) return 0;
  return own.includes('sonnet') ? own.indexOf('sonnet') : Math.min(1, own.length - 1);
}

/** Models on trial: at most two tasks at once ride on one while a dearer one is proven, which three verified tasks make it. */
class Trial {
  readonly #riding = new Map<string, string>();
  readonly #verified: string[] = [];
  readonly #proven = new Set<string>();
  #isOn = false;

  follow(event: SwarmEvent): string | undefined {
    switch (event.type) {
      case 'swarm.opened':
        this.#isOn = event.policy.probation ?? false;
        return undefined;
      case 'task.claimed':
        if (event.route) this.#riding.set(event.task, event.route.model);
        return undefined;
      case 'task.completed':
      case 'task.failed':
      case 'task.released':
      case 'task.withdrawn':
      case 'blocker.reported': {
        const model = this.#riding.get(event.task);
        if (event.type === 'task.completed' && model !== undefined) this.#verified.push(model);
        this.#riding.delete(event.task);
        return undefined;
      }
      case 'model.proven': {
        const earned = this.#isOn && !this.#proven.has(event.model) && this.#count(event.model) >= 3;
        this.#proven.add(event.model);
        return earned && event.verified === this.#count(event.model) ? undefined : `nothing has proven ${event.model}`;
      }
      default:
        return undefined;
    }
  }

  /** The place of the model that a task is given to instead of that at `wanted`; the same one unless that is full and a dearer one is proven. */
  passesTo(own: readonly string[], wanted: number): number {
    const model = own[wanted] ?? '';
    const riders = [...this.#riding.values()].filter((other) => other === model).length;
    if (!this.#isOn || this.#proven.has(model) || riders < 2) return wanted;
    const better = own.findIndex((other, at) => at > wanted && this.#proven.has(other));
    return better < 0 ? wanted : better;
  }

  mayRide(own: readonly string[], chosen: number): string | undefined {
    const better = this.passesTo(own, chosen);
    return better === chosen ? undefined : `${own[chosen]} is on trial and full, and ${own[better]} is proven`;
  }

  /** A model that is proven and that nothing says so of. */
  unsaid(): string | undefined {
    if (!this.#isOn) return undefined;
    const model = this.#verified.find((each) => this.#count(each) >= 3 && !this.#proven.has(each));
    return model === undefined ? undefined : `${model} has earned it, and nothing says that it is proven`;
  }

  #count(model: string): number {
    return this.#verified.filter((other) => other === model).length;
  }
}

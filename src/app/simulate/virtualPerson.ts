import { taskId } from '../../domain/task/ids.ts';
import { money } from '../../domain/governor/money.ts';
import { swarmPlace } from '../../domain/governor/budgetBook.ts';
import type { Request } from '../../protocol/verbs.ts';
import type { Coordinator } from '../coordinator/coordinator.ts';
import { readAsked, type AskedKind } from './askedKind.ts';
import type { VirtualWorld } from './virtualWorld.ts';

/** How often the inbox is looked at: what comes and goes in between has asked nobody. */
const lookMs = 60_000;
/** How long a person takes to answer what needs one. */
const answerMs = 30 * 60_000;
/** What never asks a person for anything but a glance at what was spent. */
const silentTypes: ReadonlySet<string> = new Set(['budget.reserved', 'budget.settled', 'budget.released']);
const principal = { kind: 'person', name: 'simulated', token: null } as const;

/** Something that a person is asked for; `id` is that of what answers it. */
interface Asked {
  readonly kind: AskedKind;
  readonly id: string;
}

/** Sees what the real inbox shows, and answers it half an hour later, when it still waits. */
export class VirtualPerson {
  readonly #world: VirtualWorld;
  readonly #open = new Set<string>();
  /** Whether anything but the calls of models has happened since the last look. */
  #isNews = true;

  constructor(world: VirtualWorld) {
    this.#world = world;
  }

  watch(coordinator: Coordinator): void {
    coordinator.subscribe(0, ({ entry }) => (this.#isNews ||= !silentTypes.has(entry.event.type)));
    this.#world.scheduler.every(lookMs, () => this.#look(coordinator));
  }

  #look(coordinator: Coordinator): void {
    if (!this.#isNews) return;
    this.#isNews = false;
    const rows = new Map<string, Asked>();
    for (const row of coordinator.snapshot().needsYou) {
      const why = row.answer ? undefined : coordinator.why(row.subject);
      const { kind, key } = readAsked(row, why?.ok ? why.value.code : undefined);
      rows.set(key, { kind, id: row.answer?.id ?? row.subject });
    }
    for (const key of this.#open) if (!rows.has(key)) this.#open.delete(key);
    for (const [key, asked] of rows) {
      if (this.#open.has(key)) continue;
      this.#open.add(key);
      this.#world.asked.push(asked.kind);
      this.#answer(key, asked, coordinator).catch((cause: unknown) => this.#world.fail(cause));
    }
  }

  async #answer(key: string, asked: Asked, coordinator: Coordinator): Promise<void> {
    await this.#world.sleep(answerMs);
    if (!this.#open.has(key)) return;
    const request = this.#answerOf(asked, coordinator);
    if (!request) return;
    await this.#world.ask(request, principal);
    // What still waits is asked for anew.
    this.#open.delete(key);
    this.#isNews = true;
  }

  /** Undefined for what comes to its end without a person, and for what the model has none of. */
  #answerOf({ kind, id }: Asked, { state }: Coordinator): Request | undefined {
    switch (kind) {
      case 'failure':
        return state.failed.has(taskId(id)) ? { verb: 'reopen', task: id } : undefined;
      case 'approval':
        return { verb: 'approve', approval: id, reason: '' };
      case 'cap': {
        // By half; the swarm's is the only cap that a simulated policy has.
        const { cap } = state.budget.accounts.get(swarmPlace.scope) ?? { cap: null };
        return cap === null ? undefined : { verb: 'setBudget', ...swarmPlace, cap: money(Math.ceil(cap * 1.5)) };
      }
      case 'blocker':
        return this.#world.ofPeople.has(id) ? { verb: 'clearBlocker', blocker: id } : undefined;
      case 'breaker': {
        const of = (['session', 'pool', 'command'] as const).find((each) => id.startsWith(`${each}/`));
        return of && { verb: 'resetBreaker', kind: of, id: id.slice(of.length + 1) };
      }
      default:
        return undefined;
    }
  }
}

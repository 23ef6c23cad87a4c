import { money } from '../../domain/governor/money.ts';
import { swarmPlace } from '../../domain/governor/budgetBook.ts';
import type { NeedsYouView } from '../../protocol/swarmSnapshot.ts';
import type { Request } from '../../protocol/verbs.ts';
import type { Coordinator } from '../coordinator/coordinator.ts';
import { readAsked } from './askedKind.ts';
import type { VirtualWorld } from './virtualWorld.ts';

/** How often the inbox is looked at: what comes and goes in between has asked nobody. */
const lookMs = 60_000;
/** How long a person takes to answer what needs one. */
const answerMs = 30 * 60_000;
/** What never asks a person for anything but a glance at what was spent. */
const silentTypes: ReadonlySet<string> = new Set(['budget.reserved', 'budget.settled', 'budget.released']);
const principal = { kind: 'person', name: 'simulated', token: null } as const;

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
    const rows = new Map(coordinator.snapshot().needsYou.map((row) => [readAsked(row).key, row]));
    for (const key of this.#open) if (!rows.has(key)) this.#open.delete(key);
    for (const [key, row] of rows) {
      if (this.#open.has(key)) continue;
      this.#open.add(key);
      this.#world.asked.push(readAsked(row).kind);
      this.#answer(key, row, coordinator).catch((cause: unknown) => this.#world.fail(cause));
    }
  }

  async #answer(key: string, row: NeedsYouView, coordinator: Coordinator): Promise<void> {
    await this.#world.sleep(answerMs);
    if (!this.#open.has(key)) return;
    const request = this.#answerOf(row, coordinator);
    if (!request) return;
    await this.#world.ask(request, principal);
    // What still waits is asked for anew.
    this.#open.delete(key);
    this.#isNews = true;
  }

  /** Undefined for what comes to its end without a person, and for what the model has none of. */
  #answerOf(row: NeedsYouView, { state }: Coordinator): Request | undefined {
    const { answer, subject } = row;
    if (!answer) return { verb: 'reopen', task: subject };
    const { id } = answer;
    switch (readAsked(row).kind) {
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
        const kind = (['session', 'pool', 'command'] as const).find((each) => id.startsWith(`${each}/`));
        return kind && { verb: 'resetBreaker', kind, id: id.slice(kind.length + 1) };
      }
      default:
        return undefined;
    }
  }
}

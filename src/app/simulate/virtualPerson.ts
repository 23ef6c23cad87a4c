import { money } from '../../domain/governor/money.ts';
import type { SwarmEvent } from '../../domain/task/event.ts';
import type { Coordinator } from '../coordinator/coordinator.ts';
import type { VirtualWorld } from './virtualWorld.ts';

/** How long a person takes to answer what needs one. */
const answerMs = 30 * 60_000;
const principal = { kind: 'person', name: 'simulated', token: null } as const;

/** Answers half an hour after being asked: gives failed tasks new attempts, raises a cap that was reached by half. */
export class VirtualPerson {
  readonly #world: VirtualWorld;

  constructor(world: VirtualWorld) {
    this.#world = world;
  }

  watch(coordinator: Coordinator): void {
    coordinator.subscribe(0, ({ entry }) => {
      this.#hear(entry.event, coordinator).catch(() => coordinator.showAgain());
    });
  }

  async #hear(event: SwarmEvent, coordinator: Coordinator): Promise<void> {
    if (event.type === 'task.failed' && event.final) {
      await this.#world.sleep(answerMs);
      await this.#world.ask({ verb: 'reopen', task: event.task }, principal);
    }
    if (event.type !== 'budget.halted') return;
    await this.#world.sleep(answerMs);
    const { scope, id } = event.place;
    const { cap } = coordinator.state.budget.accounts.get(id === '' ? scope : `${scope}/${id}`) ?? { cap: null };
    const raised = cap === null ? null : money(Math.ceil(cap * 1.5));
    await this.#world.ask({ verb: 'setBudget', scope, id, cap: raised }, principal);
  }
}

import type { SwarmEvent } from '../../../src/domain/task/event.ts';
import type { SwarmState } from '../../../src/domain/task/swarmState.ts';
import { cutCosts } from '../../../src/domain/governor/costCuts.ts';
import type { Entry } from '../../../src/domain/witness/entry.ts';

/**
 * What a person leaves halted was halted, and no call is paid for there until its cap is set, the plan states another, or its day is over. What an outside
 * agent says of its cost is booked all the same: it is spent already.
 */
export function checkLeftHalts(entries: readonly Entry[], { budget }: SwarmState): string | undefined {
  const walk = new HaltWalk();
  for (const { event, at, sequence } of entries) {
    const broken = walk.follow(event, new Date(at).toISOString().slice(0, 10));
    if (broken !== undefined) return `entry ${sequence} (${event.type}): ${broken}`;
  }
  const lost = walk.left().find((key) => !budget.halts.has(key));
  return lost === undefined ? undefined : `${lost} was left halted and is not halted any more`;
}

class HaltWalk {
  readonly #everHalted = new Set<string>();
  readonly #left = new Set<string>();
  readonly #amounts = new Map<string, number>();
  readonly #suspect = new Map<string, string>();
  readonly #budgets = new Map<string, number | undefined>();
  #caps = '';

  follow(event: SwarmEvent, day: string): string | undefined {
    switch (event.type) {
      case 'budget.halted':
        this.#everHalted.add(keyOf(event.place));
        return undefined;
      case 'budget.left': {
        const key = keyOf(event.place);
        if (!this.#everHalted.has(key)) return `${key} was never halted`;
        if (this.#left.has(key)) return `${key} is left halted already`;
        this.#left.add(key);
        return undefined;
      }
      case 'budget.set':
        this.#goOn(event.place.id === '' ? event.place.scope : keyOf(event.place));
        return undefined;
      case 'budget.day-began':
        this.#goOn('day');
        return undefined;
      case 'session.planned': {
        const { id, budget } = event.session;
        if (this.#budgets.get(id) !== budget) this.#goOn(`session/${id}`);
        this.#budgets.set(id, budget);
        return undefined;
      }
      case 'swarm.opened':
      case 'policy.changed': {
        const caps = JSON.stringify(event.policy.caps);
        if (caps !== this.#caps) for (const scope of ['swarm', 'task', 'day']) this.#goOn(scope);
        this.#caps = caps;
        return undefined;
      }
      case 'budget.reserved': {
        const { reservation, session, task, amount } = event;
        this.#amounts.set(reservation, amount);
        const places = [`session/${session}`, `task/${task}`, 'swarm', `day/${day}`];
        const left = places.find((place) => this.#left.has(place));
        if (left !== undefined) this.#suspect.set(reservation, left);
        return undefined;
      }
      case 'budget.settled': {
        const isBeyond = event.cost > (this.#amounts.get(event.reservation) ?? 0);
        if (isBeyond) this.#halt(`session/${event.session}`);
        const isStated = event.usage !== null && Object.values(event.usage).every((tokens) => tokens === 0);
        return isStated ? undefined : this.#paidAt(event.reservation);
      }
      case 'budget.released':
        return this.#paidAt(event.reservation);
      default:
        return undefined;
    }
  }

  left(): readonly string[] {
    return [...this.#left];
  }

  /** A call that was billed higher halts anew, and asks anew. */
  #halt(key: string): void {
    this.#everHalted.add(key);
    this.#left.delete(key);
  }

  #paidAt(reservation: string): string | undefined {
    const left = this.#suspect.get(reservation);
    return left === undefined ? undefined : `${reservation} was reserved at ${left}, which is left halted`;
  }

  #goOn(key: string): void {
    for (const left of this.#left) if (left === key || left.startsWith(`${key}/`)) this.#left.delete(left);
  }
}

/** Every way of telling what a swarm costs has to come to the same. */
export function checkCuts({ budget }: SwarmState): string | undefined {
  const swarm = budget.accounts.get('swarm') ?? { spent: 0, reserved: 0 };
  for (const [way, lines] of Object.entries(cutCosts(budget))) {
    const spent = lines.reduce((sum: number, line: { readonly spent: number }) => sum + line.spent, 0);
    const reserved = lines.reduce((sum: number, line: { readonly reserved: number }) => sum + line.reserved, 0);
    if (spent !== swarm.spent || reserved !== swarm.reserved)
      return `told by ${way}, ${spent} are spent and ${reserved} reserved, and the swarm has ${swarm.spent} and ${swarm.reserved}`;
  }
  return undefined;
}

function keyOf({ scope, id }: { readonly scope: string; readonly id: string }): string {
  return id === '' ? scope : `${scope}/${id}`;
}

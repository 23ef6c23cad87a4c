import type { SwarmEvent } from '../../../src/domain/task/event.ts';
import type { SwarmState } from '../../../src/domain/task/swarmState.ts';
import type { Entry } from '../../../src/domain/witness/entry.ts';
import type { Disk } from '../world/disk.ts';

/**
 * The rules of money written down a second time and read against the ledger alone: no reservation goes beyond a cap, each is ended once, and what was settled
 * is what was spent. Gives the first entry that breaks one, or how the state that was lived differs.
 */
export function checkMoney(entries: readonly Entry[], state: SwarmState, disk: Disk): string | undefined {
  const walk = new MoneyWalk();
  for (const { event, at, sequence } of entries) {
    const broken = walk.follow(event, new Date(at).toISOString().slice(0, 10));
    if (broken !== undefined) return `entry ${sequence} (${event.type}): ${broken}`;
  }
  for (const [place, { spent, reserved, cap, overrun }] of state.budget.accounts) {
    const found = walk.sumsAt(place);
    if (found.spent !== spent || found.reserved !== reserved)
      return `${place} has ${spent} spent and ${reserved} reserved, but the ledger says ${found.spent} and ${found.reserved}`;
    const told = walk.capOf(place);
    if (!place.startsWith('day/') && told !== cap) return `the cap of ${place} is ${cap}, but the ledger says ${told}`;
    const stored = JSON.stringify(disk.balances.get(place));
    if (stored !== JSON.stringify({ place, spent, reserved, cap, overrun }))
      return `the balance of ${place} is stored as ${stored ?? 'nothing'}`;
  }
  return undefined;
}

interface Call {
  readonly places: readonly string[];
  readonly amount: number;
  readonly task: string;
  readonly epoch: number;
}

class MoneyWalk {
  readonly #open = new Map<string, Call>();
  readonly #settled: { readonly places: readonly string[]; readonly cost: number }[] = [];
  readonly #budgets = new Map<string, number | undefined>();
  readonly #caps = new Map<string, number | null>();
  #taskCaps: number | null = null;
  #dayCaps: number | null = null;
  #planned = { swarm: null as number | null, day: null as number | null, task: null as number | null };

  follow(event: SwarmEvent, day: string): string | undefined {
    switch (event.type) {
      case 'policy.changed':
      case 'swarm.opened': {
        const { swarm, day: ofDay, task } = event.policy.caps;
        if (swarm !== this.#planned.swarm) this.#caps.set('swarm', swarm);
        if (ofDay !== this.#planned.day) this.#dayCaps = ofDay;
        if (task !== this.#planned.task) this.#setTaskCaps(task);
        this.#planned = { swarm, day: ofDay, task };
        return undefined;
      }
      case 'session.planned': {
        const { id, budget } = event.session;
        if (this.#budgets.get(id) === budget) return undefined;
        this.#budgets.set(id, budget);
        this.#caps.set(`session/${id}`, budget === undefined ? null : Math.round(budget * 1e6));
        return undefined;
      }
      case 'budget.set': {
        const { scope, id } = event.place;
        if (scope === 'day') this.#dayCaps = event.cap;
        else if (scope === 'task' && id === '') this.#setTaskCaps(event.cap);
        else this.#caps.set(id === '' ? scope : `${scope}/${id}`, event.cap);
        return undefined;
      }
      case 'budget.reserved': {
        const { session, task, epoch, amount } = event;
        const places = [`session/${session}`, `task/${task}`, 'swarm', `day/${day}`];
        if (this.#open.has(event.reservation)) return 'it has that name a second time';
        const full = places.find((place) => {
          const { spent, reserved } = this.sumsAt(place);
          // Nothing at all fits anywhere, also where a call that was billed higher has gone beyond the cap.
          return amount > 0 && spent + reserved + amount > (this.capOf(place) ?? Number.POSITIVE_INFINITY);
        });
        this.#open.set(event.reservation, { places, amount, task, epoch });
        return full === undefined ? undefined : `${amount} is beyond the cap of ${full}`;
      }
      case 'budget.settled':
      case 'budget.released': {
        const call = this.#open.get(event.reservation);
        if (!call) return 'the reservation is not open';
        if (call.task !== event.task || call.epoch !== event.epoch) return 'it is of another claim';
        this.#open.delete(event.reservation);
        if (event.type === 'budget.released') return undefined;
        this.#settled.push({ places: call.places, cost: event.cost });
        return event.usage === null && event.cost !== call.amount ? 'its worst case is another' : undefined;
      }
      default:
        return undefined;
    }
  }

  sumsAt(place: string): { readonly spent: number; readonly reserved: number } {
    const spent = this.#settled.filter(({ places }) => places.includes(place));
    const reserved = [...this.#open.values()].filter(({ places }) => places.includes(place));
    return {
      spent: spent.reduce((sum, { cost }) => sum + cost, 0),
      reserved: reserved.reduce((sum, { amount }) => sum + amount, 0),
    };
  }

  capOf(place: string): number | null {
    if (place.startsWith('day/')) return this.#dayCaps;
    return this.#caps.get(place) ?? (place.startsWith('task/') && !this.#caps.has(place) ? this.#taskCaps : null);
  }

  /** A task whose own cap is that of all goes with all. */
  #setTaskCaps(cap: number | null): void {
    for (const [place, own] of this.#caps)
      if (place.startsWith('task/') && own === this.#taskCaps) this.#caps.delete(place);
    this.#taskCaps = cap;
  }
}

/** What is wrong with the accounts of a state: they have to agree with the open reservations and with their caps. */
export function checkBook({ budget }: SwarmState): string | undefined {
  const reserved = new Map<string, number>();
  for (const { amount, session, task, day } of budget.reservations.values()) {
    for (const place of [`session/${session}`, `task/${task}`, 'swarm', `day/${day}`])
      reserved.set(place, (reserved.get(place) ?? 0) + amount);
  }
  for (const [place, account] of budget.accounts) {
    if (account.reserved !== (reserved.get(place) ?? 0)) return `${place} has ${account.reserved} reserved`;
    const { spent, cap, overrun } = account;
    if (cap !== null && spent + account.reserved > cap + overrun) return `${place} is beyond its cap`;
  }
  return undefined;
}

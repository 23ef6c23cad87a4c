/** How many calls to one provider are under way, and who waits for a place, first come first served. */
export interface Bulkhead {
  readonly places: number;
  readonly inside: ReadonlySet<string>;
  readonly waiting: readonly string[];
}

/** Calls to one provider at the same time, unless the policy says otherwise (SPEC §8). */
export const usualPlaces = 10;

export function createBulkhead(places: number = usualPlaces): Bulkhead {
  return { places, inside: new Set(), waiting: [] };
}

/** `call` begins when there is a place, else it waits behind all others; a call that is there already changes nothing. */
export function enter(bulkhead: Bulkhead, call: string): Bulkhead {
  const { places, inside, waiting } = bulkhead;
  if (inside.has(call) || waiting.includes(call)) return bulkhead;
  if (inside.size < places) return { ...bulkhead, inside: new Set([...inside, call]) };
  return { ...bulkhead, waiting: [...waiting, call] };
}

/** `call` is over, or no longer wants a place; the first who waits takes the one that it leaves. */
export function leave(bulkhead: Bulkhead, call: string): Bulkhead {
  const waiting = bulkhead.waiting.filter((other) => other !== call);
  if (!bulkhead.inside.has(call)) return { ...bulkhead, waiting };
  const inside = new Set([...bulkhead.inside].filter((other) => other !== call));
  const [next, ...rest] = waiting;
  return next === undefined
    ? { ...bulkhead, inside, waiting }
    : { ...bulkhead, inside: new Set([...inside, next]), waiting: rest };
}

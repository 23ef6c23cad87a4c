import { createItem } from './item.mjs';
import { toBase } from './units.mjs';

/** A shelf that items are put onto and taken from. */
export function createShelf() {
  const items = new Map();
  const has = (name) => items.get(name)?.amount ?? 0;
  return {
    has,
    put: (name, amount, unit) => {
      const base = toBase(amount, unit);
      items.set(name, createItem(name, { ...base, amount: has(name) + base.amount }));
    },
    take: (name, amount, unit) => {
      const base = toBase(amount, unit);
      items.set(name, createItem(name, { ...base, amount: has(name) - base.amount }));
    },
    list: () => [...items.values()],
  };
}

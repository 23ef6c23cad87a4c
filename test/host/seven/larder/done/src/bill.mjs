import { priceOf } from './price.mjs';
import { roundCents } from './rounding.mjs';

/** What items cost together, in whole cents, each rounded for itself. */
export function totalOf(items, list) {
  return items.reduce((sum, item) => sum + roundCents(priceOf(item, list)), 0);
}

import { totalOf } from './bill.mjs';

/** Whether what is to be bought costs no more than there is, in cents. */
export function fits(items, list, cents) {
  return totalOf(items, list) < cents;
}

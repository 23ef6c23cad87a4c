/** One thing that is kept: its name, and how much of it in a base unit. */
export function createItem(name, { amount, unit }) {
  if (!(amount >= 0)) throw new RangeError(`${name} cannot be ${amount}`);
  return Object.freeze({ name, amount, unit });
}

/** The price of an amount, in cents, by a list of prices per 1000 base units. */
export function priceOf({ name, amount }, list) {
  if (!Object.hasOwn(list, name)) throw new RangeError(`${name} has no price`);
  return (list[name] * amount) / 1000;
}

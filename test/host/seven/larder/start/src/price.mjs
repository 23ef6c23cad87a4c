/** The price of an amount, in cents, by a list of prices per 1000 base units. */
export function priceOf() {
  throw new Error('not written yet');
}

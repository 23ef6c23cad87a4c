/** Turns an amount of a unit into its base unit: grams, millilitres or pieces. */
export function toBase() {
  throw new Error('not written yet');
}

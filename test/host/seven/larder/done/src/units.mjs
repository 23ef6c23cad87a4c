const units = {
  g: ['g', 1],
  kg: ['g', 1000],
  ml: ['ml', 1],
  l: ['ml', 1000],
  cup: ['ml', 250],
  piece: ['piece', 1],
  pinch: ['g', 0.5],
};

/** Turns an amount of a unit into its base unit: grams, millilitres or pieces. */
export function toBase(amount, unit) {
  const known = Object.hasOwn(units, unit) ? units[unit] : undefined;
  if (!known) throw new RangeError(`unknown unit ${unit}`);
  return { amount: amount * known[1], unit: known[0] };
}

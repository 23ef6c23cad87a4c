/** Makes a recipe for so many people out of its parts. */
export function createRecipe(title, serves, parts) {
  if (!(serves > 0)) throw new RangeError(`${title} serves nobody`);
  return Object.freeze({ title, serves, parts: parts.map((part) => Object.freeze({ ...part })) });
}
